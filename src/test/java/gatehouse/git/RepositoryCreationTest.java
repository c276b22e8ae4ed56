// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.git.RepositoryCreation.NewRepository;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryCreationTest {
    @TempDir
    Path temporary;

    private RealGit git;
    private Path folder;
    private RepositoryCreation creation;

    @BeforeEach
    void prepare() throws IOException {
        git = new RealGit(temporary.resolve("home"));
        folder = Files.createDirectories(temporary.resolve("repositories"));
        creation =
                new RepositoryCreation(folder, () -> new Uuid(UUID.randomUUID().toString()), InstantSource.system());
    }

    private Path created(String name) throws IOException {
        creation.create(new NewRepository(name, "a new one"));
        return folder.resolve(name + ".git");
    }

    @Test
    void gitFindsNothingWrongInIt() throws IOException {
        Path made = created("team/demo");
        assertThat(git.git(made, "fsck", "--strict")).doesNotContainIgnoringCase("error");
        assertThat(git.git(made, "symbolic-ref", "HEAD").strip()).isEqualTo("refs/heads/main");
        assertThat(git.git(made, "rev-parse", "--is-bare-repository").strip()).isEqualTo("true");
    }

    @Test
    void itsConfigIsWhatGitAnnexWouldHaveWritten() throws IOException {
        Path made = created("demo");
        Path real = temporary.resolve("real");
        git.git(temporary, "init", "-q", "--bare", real.toString());
        git.git(real, "annex", "init", "-q");
        String uuid = git.git(real, "config", "annex.uuid").strip();
        assertThat(git.git(made, "config", "--local", "--list")
                        .replaceAll("annex.uuid=.*", "annex.uuid=" + uuid)
                        .lines())
                .containsAll(
                        git.git(real, "config", "--local", "--list").lines().toList());
    }

    @Test
    void gitAnnexTakesItAsInitialisedAndChangesNothing() throws IOException {
        Uuid uuid = creation.create(new NewRepository("demo", "a new one"));
        Path made = folder.resolve("demo.git");
        String config = Files.readString(made.resolve("config"));
        String branch = git.git(made, "rev-parse", "git-annex");
        assertThat(git.git(made, "annex", "info")).contains(uuid + " -- a new one [here]");
        assertThat(git.git(made, "rev-parse", "git-annex")).isEqualTo(branch);
        assertThat(git.git(made, "annex", "fsck")).doesNotContain("failed");
        assertThat(git.git(made, "diff", "--name-only", branch.strip(), "git-annex")
                        .strip())
                .isEqualTo("activity.log");
        assertThat(Files.readString(made.resolve("config"))).isEqualTo(config);
    }

    @Test
    void itTakesContentAndGivesItBack() throws IOException {
        Path made = created("demo");
        Path clone = temporary.resolve("clone");
        git.git(temporary, "clone", "-q", made.toString(), clone.toString());
        git.git(clone, "annex", "init", "-q", "clone");
        Files.writeString(clone.resolve("file"), "content\n");
        git.git(clone, "annex", "add", "-q", "file");
        git.git(clone, "commit", "-q", "-m", "file");
        git.git(clone, "annex", "sync", "-q", "--content");
        assertThat(git.git(made, "annex", "fsck", "--all")).contains("checksum").doesNotContain("failed");
        git.git(temporary, "clone", "-q", made.toString(), "again");
        git.git(temporary.resolve("again"), "annex", "get", "-q", "file");
        assertThat(temporary.resolve("again/file")).hasContent("content\n");
        assertThat(git.git(clone, "annex", "whereis", "file")).contains("a new one");
    }

    @Test
    void inodesCountAsUnchanged() throws IOException {
        Path annex = created("demo").resolve("annex");
        String[] cache = Files.readString(annex.resolve("sentinal.cache")).split(" ");
        assertThat(cache[0])
                .isEqualTo(Files.getAttribute(annex.resolve("sentinal"), "unix:ino")
                        .toString());
    }

    @Test
    void aNameIsTakenOnce() throws IOException {
        created("demo");
        assertThatThrownBy(() -> created("demo")).satisfies(RepositoryCreationTest::isConflict);
    }

    @Test
    void anEmptyFolderIsNoRepositoryAndNotReplaced() throws IOException {
        Path there = Files.createDirectories(folder.resolve("demo.git"));
        assertThatThrownBy(() -> created("demo")).satisfies(RepositoryCreationTest::isConflict);
        assertThat(there).isEmptyDirectory();
    }

    @Test
    void nothingIsMadeInsideOfARepository() throws IOException {
        git.annex(folder.resolve("tree"));
        assertThatThrownBy(() -> created("tree/demo")).satisfies(RepositoryCreationTest::isConflict);
        git.git(temporary, "init", "-q", "--bare", folder.resolve("bare").toString());
        assertThatThrownBy(() -> created("bare/objects/demo")).satisfies(RepositoryCreationTest::isConflict);
    }

    @Test
    void whatFailsLeavesNothing() throws IOException {
        created("demo");
        assertThatThrownBy(() -> created("demo")).isInstanceOf(FailureException.class);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("demo.git"));
        }
    }

    @Test
    void whatAKilledServerLeftIsDeleted() throws IOException {
        Path made = created("demo");
        Path left = folder.resolve(".gatehouse-new-1");
        Files.createDirectories(left.resolve("objects"));
        Files.writeString(left.resolve("config"), "");
        creation.mend();
        assertThat(left).doesNotExist();
        assertThat(made).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "team/demo", "A b", "é/日本語", "a.b_c-d+e@f", "a/b/c/d/e"})
    void aGoodNameIsServedUnderThatName(String name) throws IOException {
        assumeThat(StandardCharsets.US_ASCII.newEncoder().canEncode(name)
                        || "UTF-8".equals(System.getProperty("sun.jnu.encoding")))
                .as("the locale can name the file")
                .isTrue();
        Uuid uuid = creation.create(new NewRepository(name, "ünïcode"));
        RepositoryDirectory directory = new RepositoryDirectory(List.of(folder), Ignored.LISTENER);
        directory.scan();
        assertThat(directory.find(name)).map(ServedRepository::uuid).contains(uuid);
        assertThat(git.git(folder.resolve(name + ".git"), "show", "git-annex:uuid.log"))
                .contains("ünïcode");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "a//b", "/a", "a/", ".", "..", "../a", "a/../b", ".hidden", "a/.git", "a.git", "a.git/b",
                "A.GIT", "a\u0000b", "a\nb", "a\\b", "a:b", "a*", "-a", " a", "a ", "a.", "a?b", "a%2fb", "a#b"
            })
    void aBadNameIsRefused(String name) {
        assertThatThrownBy(() -> new NewRepository(name, "x"))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Malformed.class));
    }

    @Test
    void anOverlongNameIsRefused() {
        for (String name : new String[] {"a".repeat(251), "é".repeat(130), "a/".repeat(200) + "a"}) {
            assertThatThrownBy(() -> new NewRepository(name, "x"))
                    .as(name.toUpperCase(Locale.ROOT))
                    .isInstanceOf(FailureException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "a\u0000b", "a\u0085b"})
    void aDescriptionIsOneLine(String description) {
        assertThatThrownBy(() -> new NewRepository("demo", description)).isInstanceOf(FailureException.class);
    }

    private static void isConflict(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Conflict.class));
    }
}
