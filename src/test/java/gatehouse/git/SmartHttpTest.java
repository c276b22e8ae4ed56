// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.tenant.Access;
import gatehouse.tenant.Level;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmartHttpTest {
    @TempDir
    Path temporary;

    private RealGit git;
    private GitServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        git = new RealGit(temporary.resolve("home"));
        server = new GitServer(temporary.resolve("served"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A clone of a new repository that has a commit pushed to it. */
    private Path clone(String name) throws IOException {
        server.created(name);
        git.git(temporary, "clone", "-q", server.url(name + ".git"), "clone");
        Path clone = temporary.resolve("clone");
        git.commit(clone, "folder/file", "one\n");
        git.git(clone, "push", "-q", "origin", "HEAD");
        return clone;
    }

    @Test
    void whatIsPushedIsCloned() throws IOException {
        clone("a/b+c");
        for (String version : new String[] {"0", "1", "2"}) {
            git.git(
                    temporary,
                    "-c",
                    "protocol.version=" + version,
                    "clone",
                    "-q",
                    server.url("a/b%2Bc"),
                    "again" + version);
            assertThat(temporary.resolve("again" + version + "/folder/file")).hasContent("one\n");
        }
    }

    @Test
    void clientsThatAskForItGetProtocolVersion2() throws IOException, InterruptedException {
        server.created("demo");
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url("demo/info/refs?service=git-upload-pack")))
                .header("Git-Protocol", "version=2")
                .build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .contains("version 2", "ls-refs", "fetch=", "filter");
    }

    @Test
    void aShallowCloneIsShallowAndCanBeDeepened() throws IOException {
        Path clone = clone("demo");
        git.commit(clone, "folder/file", "two\n");
        git.commit(clone, "folder/file", "three\n");
        git.git(clone, "push", "-q", "origin", "HEAD");
        git.git(temporary, "clone", "-q", "--depth", "1", server.url("demo"), "shallow");
        Path shallow = temporary.resolve("shallow");
        assertThat(git.git(shallow, "rev-list", "--count", "HEAD").strip()).isEqualTo("1");
        git.git(shallow, "fetch", "-q", "--unshallow");
        assertThat(git.git(shallow, "rev-list", "--count", "HEAD").strip()).isEqualTo("3");
    }

    @Test
    void aPartialCloneFetchesWhatItMissesWhenItIsNeeded() throws IOException {
        Path clone = clone("demo");
        git.commit(clone, "folder/file", "two\n");
        git.git(clone, "push", "-q", "origin", "HEAD");
        git.git(temporary, "clone", "-q", "--filter=blob:none", server.url("demo"), "partial");
        Path partial = temporary.resolve("partial");
        assertThat(git.git(partial, "rev-list", "--objects", "--all", "--missing=print"))
                .contains("\n?");
        assertThat(git.git(partial, "show", "HEAD~1:folder/file")).isEqualTo("one\n");
    }

    @Test
    void theBranchIsBroughtUpToDateBeforeAFetch() throws IOException {
        clone("demo");
        int before = server.fetches.get();
        git.git(temporary, "ls-remote", server.url("demo"));
        assertThat(server.fetches.get()).isGreaterThan(before);
    }

    @Test
    void theConfigThatGitAnnexAsksForHasTwoSettings() throws IOException, InterruptedException {
        ServedRepository demo = server.created("demo");
        for (String path : new String[] {"/git/demo/config", "/git/demo.git/config"}) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).isEqualTo(200);
            Path file = Files.writeString(temporary.resolve("config"), answer.body());
            assertThat(git.git(temporary, "config", "--file", file.toString(), "--list")
                            .lines())
                    .containsExactly(
                            "annex.uuid=" + demo.uuid(),
                            "annex.url=annex+http://127.0.0.1:" + server.port() + "/git-annex/");
        }
    }

    @Test
    void nothingElseOfARepositoryIsShown() throws IOException, InterruptedException {
        server.created("demo");
        for (String path : new String[] {
            "/git/demo.git/HEAD",
            "/git/demo.git/objects/info/packs",
            "/git/demo.git/info/refs",
            "/git/demo.git/info/refs?service=git-upload-archive",
            "/git/demo.git/description",
            "/git/demo.git/annex/sentinal",
            "/git/demo.git/../demo.git/HEAD",
            "/git/demo.git/%2e%2e/demo.git/HEAD",
            "/git/demo.git/git-upload-pack",
            "/git/demo.git",
            "/git/",
            "/git/none/config",
            "/git/none/info/refs?service=git-upload-pack"
        }) {
            assertThat(get(path).statusCode()).as(path).isIn(404, 400);
        }
    }

    @Test
    void whoHasNotSignedInIsAskedTo() throws IOException, InterruptedException {
        server.created("demo");
        server.anonymous = Access.NOTHING;
        HttpResponse<String> answer = get("/git/demo/info/refs?service=git-upload-pack");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .contains("Basic realm=\"git-annex\", charset=\"UTF-8\"");
        assertThat(get("/git/demo/config").statusCode()).isEqualTo(401);
        git.git(temporary, "clone", "-q", server.url("read", "demo"), "clone");
    }

    @Test
    void whoMayReadOnlyCannotPush() throws IOException {
        Path clone = clone("demo");
        server.anonymous = new Access(Level.READ, false);
        git.git(temporary, "clone", "-q", server.url("demo"), "again");
        git.commit(clone, "more", "more\n");
        RealGit.Ran push = git.tried(clone, "push", server.url("read", "demo"), "HEAD");
        assertThat(push.status()).isNotZero();
        assertThat(push.text()).contains("403");
    }

    @Test
    void aRepositoryThatMayNotBeReadLooksLikeNone() throws IOException {
        server.created("demo");
        server.anonymous = Access.NOTHING;
        RealGit.Ran hidden = git.tried(temporary, "ls-remote", server.url("nobody", "demo"));
        RealGit.Ran none = git.tried(temporary, "ls-remote", server.url("nobody", "none"));
        assertThat(hidden.status()).isNotZero();
        assertThat(hidden.text().replace("demo", "none")).isEqualTo(none.text());
    }

    @Test
    void whoMayAppendCanNeitherDeleteNorRewind() throws IOException {
        Path clone = clone("demo");
        server.anonymous = new Access(Level.READ, false);
        String appending = server.url("append", "demo");
        git.commit(clone, "more", "more\n");
        git.git(clone, "push", "-q", appending, "HEAD", "HEAD:refs/heads/side", "HEAD:refs/tags/t");
        git.git(clone, "reset", "-q", "--hard", "HEAD~1");
        for (String[] change : new String[][] {
            {"push", "--force", appending, "HEAD:main"},
            {"push", appending, ":side"},
            {"push", "--force", appending, "HEAD:refs/tags/t"}
        }) {
            assertThat(git.tried(clone, change).text()).contains("only additions are allowed");
        }
        git.git(clone, "push", "-q", "--force", server.url("write", "demo"), "HEAD:main", ":side");
        assertThat(git.git(clone, "ls-remote", server.url("demo"))).doesNotContain("side");
    }

    @Test
    void aPushFollowsTheConfigOfTheRepository() throws IOException {
        Path clone = clone("demo");
        Path served = temporary.resolve("served/demo.git");
        git.git(served, "config", "receive.denyNonFastForwards", "true");
        git.commit(clone, "more", "more\n");
        git.git(clone, "push", "-q", "origin", "HEAD");
        git.git(clone, "reset", "-q", "--hard", "HEAD~1");
        assertThat(git.tried(clone, "push", "--force", "origin", "HEAD").text()).contains("non-fast-forward");
        assertThat(git.tried(clone, "push", "origin", ":main").text()).contains("current branch prohibited");
    }

    @Test
    void aCheckedOutBranchIsNotPushedTo() throws IOException {
        Path withWorkTree = git.annex(temporary.resolve("served/tree"));
        git.git(withWorkTree, "worktree", "add", "-q", "../../linked", "-b", "linked");
        server.directory.scan();
        git.git(temporary, "clone", "-q", server.url("tree"), "clone");
        Path clone = temporary.resolve("clone");
        git.commit(clone, "file", "content\n");
        for (String branch : new String[] {"main", "linked"}) {
            assertThat(git.tried(clone, "push", "origin", "HEAD:" + branch).text())
                    .contains("branch is currently checked out");
        }
        git.git(clone, "push", "-q", "origin", "HEAD:synced/main");
        git.git(withWorkTree, "config", "receive.denyCurrentBranch", "ignore");
        git.git(clone, "push", "-q", "origin", "HEAD:main");
    }

    @Test
    void aSyncedGitAnnexBranchIsMergedBeforeThePushEnds() throws IOException {
        ServedRepository demo = server.created("demo");
        git.git(temporary, "clone", "-q", server.url("demo"), "clone");
        Path clone = temporary.resolve("clone");
        git.git(clone, "config", "remote.origin.annex-ignore", "true");
        git.git(clone, "annex", "init", "-q", "the clone");
        git.git(clone, "push", "-q", "origin", "git-annex:synced/git-annex");
        assertThat(server.wasPushed(demo.uuid())).isTrue();
        Path served = temporary.resolve("served/demo.git");
        assertThat(git.git(served, "show", "git-annex:uuid.log")).contains("the clone", "made for a test");
    }

    @Test
    void hooksAreNotRun() throws IOException {
        Path clone = clone("demo");
        Path ran = temporary.resolve("ran");
        for (String name : new String[] {"pre-receive", "update", "post-receive", "post-update"}) {
            Path hook = Files.writeString(
                    temporary.resolve("served/demo.git/hooks/" + name), "#!/bin/sh\ntouch " + ran + "\n");
            assertThat(hook.toFile().setExecutable(true)).isTrue();
        }
        git.commit(clone, "more", "more\n");
        git.git(clone, "push", "-q", "origin", "HEAD");
        assertThat(ran).doesNotExist();
    }

    @Test
    void theBranchThatIsPushedFirstIsTheOneThatIsCloned() throws IOException {
        server.created("demo");
        Path work = git.annex(temporary.resolve("work"));
        git.git(work, "branch", "-m", "trunk");
        git.git(work, "push", "-q", server.url("demo"), "trunk:synced/trunk", "git-annex:synced/git-annex");
        git.git(work, "push", "-q", server.url("demo"), "trunk", "trunk:later");
        git.git(work, "push", "-q", server.url("demo"), "trunk:another");
        git.git(temporary, "clone", "-q", server.url("demo"), "clone");
        assertThat(git.git(temporary.resolve("clone"), "branch", "--show-current")
                        .strip())
                .isEqualTo("trunk");
    }

    @Test
    void gitAnnexFindsTheAnnexOfAClone() throws IOException {
        ServedRepository demo = server.created("demo");
        git.git(temporary, "clone", "-q", server.url("demo"), "clone");
        Path clone = temporary.resolve("clone");
        git.git(clone, "annex", "init", "-q", "the clone");
        git.git(clone, "annex", "info", "-q");
        assertThat(git.git(clone, "config", "remote.origin.annex-uuid").strip())
                .isEqualTo(demo.uuid().text());
        assertThat(git.git(clone, "config", "remote.origin.annexurl").strip())
                .isEqualTo("annex+http://127.0.0.1:" + server.port() + "/git-annex/");
    }

    @Test
    void aLargePushMaySignIn() throws IOException {
        server.created("demo");
        server.anonymous = Access.NOTHING;
        Path work = git.annex(temporary.resolve("work"));
        byte[] content = new byte[3 << 20];
        new Random(9).nextBytes(content);
        Files.write(work.resolve("large"), content);
        git.git(work, "-c", "annex.largefiles=nothing", "add", "large");
        git.git(work, "commit", "-q", "-m", "large");
        git.git(work, "push", "-q", server.url("append", "demo"), "HEAD:main");
        git.git(temporary, "clone", "-q", server.url("read", "demo"), "clone");
        assertThat(temporary.resolve("clone/large")).hasBinaryContent(content);
    }

    @Test
    void aLongNegotiationIsCompressedByTheClient() throws IOException {
        Path clone = clone("demo");
        git.git(temporary, "clone", "-q", server.url("demo"), "other");
        Path other = temporary.resolve("other");
        for (int i = 0; i < 40; i++) {
            git.git(other, "commit", "-q", "--allow-empty", "-m", "local " + i);
        }
        git.commit(clone, "more", "more\n");
        git.git(clone, "push", "-q", "origin", "HEAD");
        for (String version : new String[] {"0", "2"}) {
            git.git(other, "-c", "protocol.version=" + version, "fetch", "-q", "origin", "main:from" + version);
            assertThat(git.git(other, "show", "from" + version + ":more")).isEqualTo("more\n");
        }
    }

    @Test
    void manyPushToOneRepositoryAtATime() throws Exception {
        Path clone = clone("demo");
        try (ExecutorService pushers = Executors.newFixedThreadPool(4)) {
            List<Future<?>> pushes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String branch = "HEAD:refs/heads/branch" + i;
                pushes.add(pushers.submit(() -> git.git(clone, "push", "-q", server.url("demo"), branch)));
            }
            for (Future<?> push : pushes) {
                push.get();
            }
        }
        assertThat(git.git(clone, "ls-remote", server.url("demo"), "refs/heads/branch*")
                        .lines())
                .hasSize(8);
    }
}
