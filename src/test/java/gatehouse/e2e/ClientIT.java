// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users do with git-annex, done with the real one; each test has a repository of its own. */
@WithServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientIT {
    private static final int REPOSITORIES = 16;

    private final Bench bench;
    private final Deque<ServedRepository> fresh = new ArrayDeque<>();
    private ServedRepository served;
    private Path folder;
    private Random random = new Random(0);

    ClientIT(Bench bench) {
        this.bench = bench;
        this.served = bench.repository();
        this.folder = bench.folder();
    }

    @BeforeAll
    void makeRepositories() {
        fresh.addAll(bench.moreRepositories("client", REPOSITORIES));
    }

    @BeforeEach
    void takeAFreshRepository(TestInfo test) {
        served = fresh.remove();
        folder = bench.newFolder("clones-of-" + served.name());
        random = new Random(test.getDisplayName().hashCode());
    }

    private Clone clone(String name, AnnexRelease release) {
        Machine machine = Machine.at(folder.resolve(name + "-home"), release);
        return Clone.of(bench.server(), served, machine, folder.resolve(name));
    }

    private Clone clone(String name) {
        return clone(name, AnnexRelease.NEWEST);
    }

    private AnnexApi api() {
        return new AnnexApi(bench.server(), served.uuid());
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void whatOneUserCopiesToTheServerAnotherGets(AnnexRelease release) {
        byte[] empty = new byte[0];
        byte[] small = Keys.content(random, 10);
        byte[] large = Keys.content(random, 3_000_000);
        Clone alice = clone("alice", release)
                .write("empty", empty)
                .write("sub/folder with spaces/small file", small)
                .write("\u00fcml\u00e4ut \u65e5\u672c.dat", large)
                .writeMany("many", 40, random)
                .commit()
                .does("copy", "--to", "origin", "-J8")
                .syncGit();

        Clone bob = clone("bob", release).does("get", ".");

        assertThat(bob.read("empty")).isEqualTo(empty);
        assertThat(bob.read("sub/folder with spaces/small file")).isEqualTo(small);
        assertThat(bob.read("\u00fcml\u00e4ut \u65e5\u672c.dat")).isEqualTo(large);
        for (int i = 0; i < 40; i++) {
            assertThat(bob.read("many/file " + i)).isEqualTo(alice.read("many/file " + i));
        }
        bob.does("fsck", "--from", "origin");
        assertThat(served.objects()).hasSize(43);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void contentMovesToTheServerAndBack(AnnexRelease release) {
        Clone alice = clone("alice", release)
                .write("file", Keys.content(random, 50_000))
                .writeMany("many", 10, random)
                .commit();

        alice.does("move", "--to", "origin", ".");
        assertThat(alice.has("file")).isFalse();
        assertThat(served.objects()).hasSize(11).containsKey(alice.key("file"));

        alice.does("move", "--from", "origin", "-J4", ".");
        assertThat(alice.has("file")).isTrue();
        assertThat(served.objects()).isEmpty();
        assertThat(alice.originHas("file")).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aCopyIsDroppedOnlyWhereAnotherIsKnownToBe(AnnexRelease release) {
        Clone alice = clone("alice", release)
                .write("file", Keys.content(random, 1000))
                .commit();
        String key = alice.key("file");

        alice.annex("drop", "file").failed();
        alice.does("copy", "--to", "origin", "file");
        alice.does("drop", "file");
        assertThat(alice.has("file")).isFalse();
        assertThat(served.objects()).containsKey(key);

        alice.annex("drop", "--from", "origin", "file").failed();
        assertThat(served.objects()).containsKey(key);
        alice.does("get", "file");
        alice.does("drop", "--from", "origin", "file");
        assertThat(served.objects()).doesNotContainKey(key);
        alice.annex("drop", "file").failed();
        assertThat(alice.has("file")).isTrue();
    }

    @Test
    void aDropGoesByTheContentAndNotByTheLog() {
        Clone alice = clone("alice").write("file", Keys.content(random, 1000)).commit();
        alice.does("copy", "--to", "origin", "file");
        assertThat(api().post("remove", alice.key("file")).text()).contains("true");

        alice.annex("drop", "file").failed();
        assertThat(alice.has("file")).isTrue();
        alice.annex("fsck", "--from", "origin", "file");
        assertThat(alice.originHas("file")).isFalse();
    }

    @Test
    void twoCopiesAreNotDroppedToOneWhenTwoAreWanted() {
        Clone alice = clone("alice").write("file", Keys.content(random, 1000)).commit();
        alice.does("numcopies", "2");
        alice.does("copy", "--to", "origin", "file");

        alice.annex("drop", "file").failed();
        alice.annex("drop", "--from", "origin", "file").failed();
        assertThat(alice.has("file")).isTrue();
        assertThat(served.objects()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void twoUsersSyncTheirContentByTheServer(AnnexRelease release) {
        Clone alice =
                clone("alice", release).write("file", Keys.content(random, 100)).commit();
        alice.does("sync", "--content");
        Clone bob = clone("bob", release);
        for (int round = 0; round < 2; round++) {
            byte[] hers = Keys.content(random, 2000);
            byte[] his = Keys.content(random, 2000);
            alice.write("round " + round + " of alice", hers).commit().does("sync", "--content");
            bob.does("sync", "--content");
            bob.write("round " + round + " of bob", his).commit().does("sync", "--content");
            alice.does("sync", "--content");

            assertThat(bob.read("round " + round + " of alice")).isEqualTo(hers);
            assertThat(alice.read("round " + round + " of bob")).isEqualTo(his);
        }
        assertThat(served.objects()).hasSize(5);
    }

    @Test
    void unlockedFilesTravelAndChange() {
        Clone alice = clone("alice");
        byte[] first = Keys.content(random, 5000);
        byte[] second = Keys.content(random, 6000);
        alice.write("file", first).commit().does("unlock", "file");
        alice.git("commit", "-qam", "unlocked").ok();
        alice.does("copy", "--to", "origin", ".").syncGit();
        Clone bob = clone("bob").does("get", ".");
        assertThat(bob.read("file")).isEqualTo(first);

        bob.write("file", second).commit().does("sync", "--content");
        alice.does("sync", "--content");
        assertThat(alice.read("file")).isEqualTo(second);
        assertThat(served.objects()).hasSize(2);
    }

    @Test
    void namesOfAnyBytesTravelInKeys() {
        Clone alice = clone("alice").syncGit();
        Machine machine = alice.machine();
        String make = """
                name="$(printf 'odd \\377\\376 \\303\\251')"
                echo content >"$name"
                git annex add -q --backend=WORM .
                key="$(printf 'URL-s4--http&c%%%%x%%\\377[x]&+ ')"
                printf 'abcd' >file
                git annex setkey "$key" file
                git annex fromkey --force "$key" by-url
                git commit -qm odd
                git annex copy --to origin .
                git annex drop .
                git annex get .
                git annex fsck --from origin .
                test "$(cat "$name")" = content
                test "$(cat by-url)" = abcd
                git annex move --to origin .
                """;
        machine.shell(alice.folder(), make).ok();
        assertThat(served.objects()).hasSize(2);
        alice.syncGit();
        Clone bob = clone("bob").does("get", ".");
        assertThat(bob.read("by-url")).isEqualTo("abcd".getBytes(StandardCharsets.US_ASCII));
        served.isSound();
    }

    @Test
    void everyBackendIsVerified() {
        Clone alice = clone("alice");
        List<String> backends = Arrays.stream(
                        alice.annex("version").ok().output().split("\n"))
                .filter(line -> line.startsWith("key/value backends:"))
                .flatMap(line -> Arrays.stream(
                        line.substring("key/value backends:".length()).strip().split(" ")))
                .filter(name -> !List.of("WORM", "URL", "VURL", "GITBUNDLE", "GITMANIFEST", "X*")
                        .contains(name))
                .toList();
        assertThat(backends).hasSizeGreaterThan(30).contains("SHA3_256", "BLAKE2B512E", "SKEIN512", "MD5");
        for (String backend : backends) {
            byte[] content = Keys.content(random, 1500);
            alice.write("file of " + backend, content);
            alice.does("add", "-q", "--backend=" + backend, "file of " + backend);
            String key = alice.key("file of " + backend);
            assertThat(key).startsWith(backend + "-");
            assertThat(api().put(key, new byte[1500]).text()).as(key).contains("\"stored\":false");
            assertThat(api().put(key, content).text()).as(key).contains("\"stored\":true");
        }
        alice.git("commit", "-qm", "backends").ok();
        alice.does("fsck", "-q", "--from", "origin").does("drop", ".").does("get", ".");
        served.isSound();
    }

    @Test
    void anInterruptedUploadSendsOnlyTheRest() {
        long size = 32_000_000;
        long before = 20_000_000;
        try (CountingRelay relay = CountingRelay.to(bench.server().port())) {
            Machine machine = Machine.at(folder.resolve("alice-home"), AnnexRelease.NEWEST);
            Clone alice = Clone.through(relay.port(), bench.server(), served, machine, folder.resolve("alice"));
            alice.write("file", Keys.content(random, (int) size)).commit();
            String key = alice.key("file");
            relay.limit(before);
            Process copy = machine.start(
                    alice.folder(),
                    folder.resolve("log"),
                    Map.of(),
                    List.of("git", "annex", "copy", "--to", "origin", "file"));
            Poll.until("the relay holds the upload", relay::isHolding);
            copy.descendants().forEach(ProcessHandle::destroyForcibly);
            copy.destroyForcibly();
            Poll.until("the server knows how much has arrived", () -> arrived(key) > before - 2_000_000);

            relay.limit(Long.MAX_VALUE);
            alice.does("copy", "--to", "origin", "file");

            assertThat(relay.sentBytes()).isBetween(size - before - 1_000_000, size - before + 2_000_000);
            assertThat(served.objects()).containsKey(key);
            assertThat(served.partial()).isEmpty();
        }
    }

    private long arrived(String key) {
        Answer answer = api().post("putoffset", key);
        return answer.status() == 200 ? Long.parseLong(answer.text().replaceAll("\\D", "")) : 0;
    }

    @Test
    void clientsThatAreKilledDoNotStopTheServer() {
        Clone alice = clone("alice")
                .writeMany("many", 30, random)
                .write("large", Keys.content(random, 20_000_000))
                .commit();
        for (int i = 0; i < 12; i++) {
            String direction = i % 2 == 0 ? "--to" : "--from";
            Process move = alice.machine()
                    .start(
                            alice.folder(),
                            folder.resolve("log"),
                            Map.of(),
                            List.of("git", "annex", "move", direction, "origin", "-J4", "."));
            Poll.pause(100 + random.nextInt(700));
            move.descendants().forEach(ProcessHandle::destroyForcibly);
            move.destroyForcibly();
            assertThat(api().post("checkpresent", "WORM-s1--x").status()).isEqualTo(200);
        }
        alice.annex("fsck", "-q", "--fast");
        alice.annex("fsck", "-q", "--fast", "--from", "origin");
        alice.does("get", ".");
        alice.does("copy", "--to", "origin", ".");
        alice.does("fsck", "-q", ".").does("fsck", "-q", "--from", "origin");
        assertThat(served.objects()).hasSize(31);
    }
}
