// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.repository.Uuid;
import gatehouse.tenant.Access;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.Lockdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that the real client pushes to a repository where only administrators may change them. */
class LockdownTest {
    /** By the log that each is written to. */
    private static final Map<String, String> SETTINGS = Map.of(
            "group.log", "group here mine",
            "preferred-content.log", "wanted here present",
            "required-content.log", "required here present",
            "group-preferred-content.log", "groupwanted mine anything",
            "maxsize.log", "maxsize here 1gb",
            "trust.log", "untrust here",
            "numcopies.log", "numcopies 7",
            "mincopies.log", "mincopies 5",
            "config.log", "config --set annex.autocommit false",
            "remote.log", "initremote there type=directory encryption=none directory=../there");

    @TempDir
    Path temporary;

    private RealGit git;
    private GitServer server;
    private Uuid uuid;
    private Path served;
    private Path clone;

    @BeforeEach
    void start() throws IOException {
        git = new RealGit(temporary.resolve("home"));
        server = new GitServer(temporary.resolve("served"));
        server.anonymous = Access.NOTHING;
        uuid = server.created("demo").uuid();
        served = temporary.resolve("served/demo.git");
        Files.createDirectories(temporary.resolve("there"));
        Path administrators = clone("administer", "administrators");
        git.git(administrators, "annex", "group", uuid.text(), "archive", "-q");
        git.git(administrators, "annex", "wanted", uuid.text(), "standard", "-q");
        git.git(administrators, "push", "-q", "origin", "git-annex");
        assertThat(branchFile("preferred-content.log")).contains("standard");
        clone = clone("write", "clone");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsLeftOutIsNamedAndTheRestOfThePushArrives() {
        server.lockdown = Lockdown.DROP;
        Map<String, String> before = branchFiles();
        SETTINGS.values().forEach(this::set);
        String key = added("one");

        git.git(clone, "annex", "sync", "--no-content", "-q");

        assertThat(branchFiles()).isEqualTo(before);
        assertThat(holders(key)).contains(uuidOf(clone));
        assertThat(changes()).first().satisfies(change -> {
            assertThat(change.what()).isEqualTo("branch.lockdown");
            assertThat(change.subject()).isEqualTo(uuid.text());
            assertThat(change.before()).startsWith("dropped from refs/heads/");
            assertThat(change.after()).contains("numcopies.log: ", "trust.log: " + uuidOf(clone) + " 0");
        });
        assertThat(git.git(served, "for-each-ref", "--no-merged", "git-annex", "refs/gatehouse"))
                .isEmpty();
        // Nor does a git-annex process in the repository find them anywhere.
        git.git(served, "annex", "merge", "-q");
        assertThat(branchFiles()).isEqualTo(before);
    }

    @Test
    void aPushThatIsRefusedChangesNothing() {
        server.lockdown = Lockdown.REFUSE;
        String tip = git.git(served, "rev-parse", "git-annex");
        SETTINGS.values().forEach(this::set);

        RealGit.Ran ran = git.tried(clone, "push", "origin", "git-annex:synced/git-annex");

        assertThat(ran.status()).isNotZero();
        assertThat(ran.text()).contains("only who may administer the repository may change ");
        assertThat(ran.text()).contains(SETTINGS.keySet());
        assertThat(git.git(served, "rev-parse", "git-annex")).isEqualTo(tip);
        assertThat(git.git(served, "for-each-ref")).doesNotContain("synced");
        assertThat(changes())
                .singleElement()
                .satisfies(change -> assertThat(change.before()).isEqualTo("refused in refs/heads/synced/git-annex"));
    }

    @ParameterizedTest
    @CsvSource({"write, OFF", "administer, DROP", "administer, REFUSE"})
    void whoeverMayChangeSettingsDoes(String user, Lockdown lockdown) throws IOException {
        server.lockdown = lockdown;
        Path theirs = clone(user, "theirs");
        git.git(theirs, "annex", "wanted", "here", "anything", "-q");
        git.git(theirs, "annex", "numcopies", "3", "-q");
        git.git(theirs, "annex", "sync", "--no-content", "-q");
        assertThat(branchFile("preferred-content.log")).contains(uuidOf(theirs) + " anything");
        assertThat(branchFile("numcopies.log")).endsWith(" 3\n");
        assertThat(changes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"DROP", "REFUSE"})
    void aCloneThatHasNotFetchedLatelyChangesNoSettings(Lockdown lockdown) throws IOException {
        Path administrators = temporary.resolve("administrators");
        git.git(administrators, "annex", "wanted", uuid.text(), "present", "-q");
        git.git(administrators, "push", "-q", "origin", "git-annex:synced/git-annex");
        server.lockdown = lockdown;
        String key = added("one");

        git.git(clone, "push", "-q", "origin", "+git-annex:synced/git-annex");

        assertThat(holders(key)).contains(uuidOf(clone));
        assertThat(wanted()).isEqualTo("present");
        assertThat(changes()).isEmpty();
    }

    @Test
    void aForgetTakesNothingAway() throws IOException {
        String key = added("one");
        git.git(clone, "push", "-q", "origin", "git-annex:synced/git-annex");
        server.lockdown = Lockdown.DROP;
        git.git(clone, "fetch", "-q");
        git.git(clone, "annex", "dead", uuid.text(), "-q");
        git.git(clone, "annex", "forget", "--drop-dead", "--force", "-q");
        assertThat(git.tried(clone, "show", "git-annex:preferred-content.log").text())
                .doesNotContain("standard");
        String other = added("other");

        git.git(clone, "push", "-q", "--force", "origin", "git-annex:git-annex", "git-annex:synced/git-annex");

        assertThat(wanted()).isEqualTo("standard");
        assertThat(branchFile("group.log")).contains(uuid + " archive");
        assertThat(branchFile("trust.log")).isEmpty();
        assertThat(branchFile("transitions.log")).isEmpty();
        assertThat(holders(key)).contains(uuidOf(clone));
        assertThat(holders(other)).contains(uuidOf(clone));
        assertThat(changes())
                .anySatisfy(change -> assertThat(change.after())
                        .contains("transitions.log: ForgetGitHistory", "ForgetDeadRemotes", "trust.log: "));
    }

    @Test
    void linesTakenOutByHandComeBack() {
        server.lockdown = Lockdown.DROP;
        String key = added("one");
        git.git(clone, "annex", "merge", "-q");
        git.git(clone, "checkout", "-q", "--no-track", "-b", "hand", "git-annex");
        git.git(clone, "rm", "-q", "group.log");
        git.git(clone, "commit", "-q", "-m", "by hand");

        git.git(clone, "push", "-q", "origin", "hand:git-annex");

        assertThat(branchFile("group.log")).contains(uuid + " archive");
        assertThat(holders(key)).contains(uuidOf(clone));
        assertThat(changes())
                .singleElement()
                .satisfies(change -> assertThat(change.after()).startsWith("group.log without: " + uuid + " archive"));
    }

    @Test
    void aFolderTakesNoLogsPlace() throws IOException {
        server.lockdown = Lockdown.DROP;
        git.git(clone, "checkout", "-q", "--no-track", "-b", "hand", "git-annex");
        git.git(clone, "rm", "-q", "group.log");
        Files.createDirectories(clone.resolve("group.log"));
        git.commit(clone, "group.log/inner", "x");

        git.git(clone, "push", "-q", "origin", "hand:refs/some/where/git-annex");

        assertThat(branchFile("group.log")).contains(uuid + " archive");
        assertThat(changes())
                .singleElement()
                .satisfies(change -> assertThat(change.after()).isEqualTo("group.log: a folder"));
    }

    @Test
    void theBranchIsNotDeleted() {
        server.lockdown = Lockdown.DROP;
        RealGit.Ran ran = git.tried(clone, "push", "origin", ":git-annex");
        assertThat(ran.text()).contains("only who may administer the repository may delete its git-annex branch");
        assertThat(wanted()).isEqualTo("standard");
    }

    @Test
    void whatWasLeftOutOnceStaysOutWhenItIsPushedAgainAndIsToldOnce() throws IOException {
        server.lockdown = Lockdown.DROP;
        set("wanted here anything");
        git.git(clone, "push", "-q", "origin", "git-annex:synced/git-annex");
        git.git(clone, "push", "-q", "origin", "git-annex:refs/heads/other/git-annex");
        for (String name : List.of("one", "two", "three")) {
            added(name);
            git.git(clone, "annex", "sync", "--no-content", "-q");
        }
        assertThat(branchFile("preferred-content.log")).doesNotContain("anything");
        assertThat(git.git(served, "for-each-ref")).doesNotContain("other/git-annex");
        assertThat(changes().stream().map(AuditEntry.Change::after).distinct()).hasSize(1);
        assertThat(changes()).hasSizeLessThanOrEqualTo(3);
    }

    private Path clone(String user, String name) throws IOException {
        git.git(temporary, "clone", "-q", server.url(user, "demo"), name);
        Path made = temporary.resolve(name);
        git.git(made, "config", "remote.origin.annex-ignore", "true");
        git.git(made, "annex", "init", "-q", name);
        git.git(made, "commit", "-q", "--allow-empty", "-m", "first");
        return made;
    }

    private void set(String command) {
        String[] words = ("annex " + command).split(" ");
        git.git(clone, words);
    }

    /** The key of a new file in the clone. */
    private String added(String name) {
        try {
            Files.writeString(clone.resolve(name), name);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        git.git(clone, "annex", "add", "-q", name);
        git.git(clone, "commit", "-q", "-m", name);
        return git.git(clone, "annex", "lookupkey", name).strip();
    }

    private String holders(String key) {
        String path = git.git(served, "annex", "examinekey", "--format=${hashdirlower}${key}.log", key);
        return branchFile(path);
    }

    private String wanted() {
        return git.git(served, "annex", "wanted", "here").strip();
    }

    private String uuidOf(Path annex) {
        return git.git(annex, "config", "annex.uuid").strip();
    }

    private Map<String, String> branchFiles() {
        return SETTINGS.keySet().stream().collect(Collectors.toMap(file -> file, this::branchFile));
    }

    /** Empty where there is none. */
    private String branchFile(String file) {
        RealGit.Ran ran = git.tried(served, "show", "git-annex:" + file);
        return ran.status() == 0 ? ran.text() : "";
    }

    private List<AuditEntry.Change> changes() {
        return server.audit.before(Long.MAX_VALUE, 100).stream()
                .map(AuditEntry::change)
                .toList();
    }
}
