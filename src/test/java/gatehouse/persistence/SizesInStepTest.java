// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.BranchCommitter.Flushed;
import gatehouse.branch.RealAnnex;
import gatehouse.key.Key;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Counted;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes beside all that can change a branch, with the real git-annex as one of those who do. */
@ParameterizedClass(name = "{0}")
@EnumSource
class SizesInStepTest {
    private static final int KEYS = 12;
    private static final int ROUNDS = 12;
    private static final Pattern SIZE = Pattern.compile("\"remote annex size\":\"(\\d+)\"");

    @Parameter
    TestDatabase.Kind kind;

    @TempDir
    Path folder;

    private RealAnnex annex;
    private SizedRepository sized;
    private Uuid uuid;
    private Uuid elsewhere;

    @BeforeEach
    void open() throws Exception {
        annex = RealAnnex.initialised(folder.resolve("r"));
        uuid = annex.uuid();
        annex.run(
                "git", "annex", "initremote", "elsewhere", "type=directory", "encryption=none", "directory=" + folder);
        elsewhere = new Uuid(
                annex.run("git", "config", "remote.elsewhere.annex-uuid").strip());
        sized = new SizedRepository(annex, TestDatabase.of(kind, folder));
    }

    @AfterEach
    void close() throws Exception {
        sized.close();
        annex.close();
    }

    private static Key key(int number) {
        return new Key("SHA256-s" + (1 << number) + "--" + number);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void sizesAgreeWithARecountWhoeverChangesTheBranch(long seed) throws Exception {
        Random random = new Random(seed);
        sized.counting.soon(uuid);
        for (int round = 0; round < ROUNDS; round++) {
            change(random);
            if (random.nextBoolean()) {
                assertThat(sized.committer.flush(uuid)).isEqualTo(Flushed.WHOLLY);
            }
            if (sized.pending().isEmpty()) {
                sized.catchUp();
                assertThat(sized.now()).isEqualTo(Recount.of(annex).bytes());
            }
        }
        sized.committer.flush(uuid);
        sized.catchUp();
        assertThat(sized.now()).isEqualTo(Recount.of(annex).bytes());
        for (Uuid where : List.of(uuid, elsewhere)) {
            assertThat(sized.now().getOrDefault(where, 0L)).isEqualTo(asGitAnnexSays(where));
        }
    }

    private void change(Random random) throws IOException {
        Key key = key(random.nextInt(KEYS));
        Presence presence = random.nextBoolean() ? Presence.PRESENT : Presence.MISSING;
        switch (random.nextInt(4)) {
            case 0 -> gitAnnexSets(key, elsewhere, presence);
            case 1 -> gitAnnexSets(key, uuid, presence);
            default -> sized.record(key, presence);
        }
    }

    private void gitAnnexSets(Key key, Uuid where, Presence presence) {
        annex.run("git", "annex", "setpresentkey", key.text(), where.text(), presence == Presence.PRESENT ? "1" : "0");
    }

    /** The size as git-annex's own calculation has it. */
    private long asGitAnnexSays(Uuid where) {
        String json = annex.run("git", "annex", "info", "--bytes", "--json", where.text());
        Matcher size = SIZE.matcher(json);
        assertThat(size.find()).as(json).isTrue();
        return Long.parseLong(size.group(1));
    }

    @Test
    void beforeTheFirstCountChangesAreCommittedAllTheSame() throws Exception {
        sized.record(key(3), Presence.PRESENT);
        assertThat(sized.committer.flush(uuid)).isEqualTo(Flushed.WHOLLY);
        assertThat(sized.pending()).isEmpty();
        assertThat(sized.now()).as("and it is counted then").isEqualTo(Map.of(uuid, 8L));
    }

    @Test
    void aRepositoryThatIsKnownAndHasNothingHasASizeOfZero() throws Exception {
        sized.counting.soon(uuid);
        assertThat(sized.store.sizes.now(uuid).orElseThrow())
                .isEqualTo(Map.of(uuid, new RepoSize(0), elsewhere, new RepoSize(0)));
        annex.run("git", "annex", "initremote", "d", "type=directory", "encryption=none", "directory=" + folder);
        sized.catchUp();
        Uuid another =
                new Uuid(annex.run("git", "config", "remote.d.annex-uuid").strip());
        assertThat(sized.store.sizes.now(uuid).orElseThrow())
                .isEqualTo(Map.of(uuid, new RepoSize(0), elsewhere, new RepoSize(0), another, new RepoSize(0)));
    }

    @Test
    void clustersHoldNothing() throws Exception {
        sized.counting.soon(uuid);
        gitAnnexSets(key(3), new Uuid("ac333333-3333-8333-8333-333333333333"), Presence.PRESENT);
        gitAnnexSets(key(3), elsewhere, Presence.PRESENT);
        sized.catchUp();
        assertThat(sized.now()).isEqualTo(Map.of(elsewhere, 8L));
    }

    @Test
    void sizesOfATipThatIsGoneAreCountedAnew() throws Exception {
        sized.record(key(3), Presence.PRESENT);
        sized.committer.flush(uuid);
        Counted counted = sized.store.sizes.counted(uuid).orElseThrow();
        sized.store.sizes.recounted(uuid, new Counted("1".repeat(40), counted.sizes()));
        sized.record(key(4), Presence.PRESENT);
        assertThat(sized.committer.flush(uuid)).isEqualTo(Flushed.WHOLLY);
        assertThat(sized.now()).isEqualTo(Map.of(uuid, 24L));
    }

    @Test
    void wrongSizesAreMendedByARecount() throws Exception {
        sized.record(key(3), Presence.PRESENT);
        sized.committer.flush(uuid);
        Counted counted = sized.store.sizes.counted(uuid).orElseThrow();
        sized.store.sizes.recounted(uuid, new Counted(counted.tip(), Map.of(uuid, new RepoSize(7))));
        sized.counting.sometime(uuid);
        assertThat(sized.store.sizes.counted(uuid)).contains(counted);
    }
}
