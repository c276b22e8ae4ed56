// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.log.UuidLog;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What branches of random logs add up to, and by how much they differ. */
class SizeCountTest {
    private static final Uuid OWN = new Uuid("55555555-5555-4555-8555-555555555555");
    private static final int UUIDS = 4;
    private static final int KEYS = 60;
    private static final int ROUNDS = 6;

    @TempDir
    Path folder;

    /** The state that the newest line of each log is to say. */
    private final Map<Key, Map<Uuid, Boolean>> model = new HashMap<>();

    private int seconds;

    @ParameterizedTest(name = "seed {0}, {1} levels of folders")
    @CsvSource({"1, 2", "2, 2", "3, 1"})
    void aTipIsTheOneBeforeAndTheDifference(long seed, int levels) throws IOException {
        Random random = new Random(seed);
        try (RealAnnex annex = RealAnnex.bare(folder.resolve("r"))) {
            AnnexBranch branch = new AnnexBranch(annex.repository(), annex.config(OWN, levels), InstantSource.system());
            ObjectId before = ObjectId.zeroId();
            Map<Uuid, Long> counted = Map.of();
            for (int round = 0; round < ROUNDS; round++) {
                ObjectId tip = changed(branch, random, levels);
                Map<Uuid, Long> sum = new HashMap<>(counted);
                branch.sizes()
                        .between(new LocationLogs.Between(before, tip))
                        .forEach((uuid, bytes) -> sum.merge(uuid, bytes, Long::sum));
                assertThat(branch.sizes().of(tip, 1 + random.nextInt(3)))
                        .isEqualTo(sum)
                        .isEqualTo(expected());
                assertThat(branch.sizes().between(new LocationLogs.Between(tip, tip)))
                        .isEmpty();
                before = tip;
                counted = sum;
            }
        }
    }

    private ObjectId changed(AnnexBranch branch, Random random, int levels) throws IOException {
        Map<BranchPath, UnaryOperator<String>> changes = new LinkedHashMap<>();
        StringBuilder uuids = new StringBuilder();
        for (int i = 0; i <= UUIDS; i++) {
            uuids.append(i == UUIDS ? OWN : uuid(i)).append(" known timestamp=1s\n");
        }
        changes.put(new BranchPath(UuidLog.FILE), text -> uuids.toString());
        for (int i = 0; i < KEYS / 3; i++) {
            Key key = key(random.nextInt(KEYS));
            BranchPath path = BranchPath.locationLog(key, branch.config().branchHash());
            if (changes.containsKey(path)) {
                continue;
            }
            String lines = lines(random, key);
            changes.put(path, text -> random.nextBoolean() ? lines + text : text + lines);
            // What only ends alike is no location log.
            changes.put(new BranchPath(path.text() + ".met"), text -> text + "1s field +value\n");
            changes.put(new BranchPath("deeper/" + path.text()), text -> lines);
        }
        changes.put(new BranchPath("other.log"), text -> text + "1s 1 " + OWN + "\n");
        try (JournalLocked locked = branch.lock(Duration.ofSeconds(10))) {
            return branch.change(locked, changes).orElseThrow();
        }
    }

    /** Of which the last counts, wherever it will stand. */
    private String lines(Random random, Key key) {
        StringBuilder lines = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Uuid uuid = uuid(random.nextInt(UUIDS));
            boolean present = random.nextInt(3) > 0;
            seconds++;
            lines.append(seconds).append("s ").append(present ? '1' : random.nextBoolean() ? '0' : 'X');
            lines.append(' ').append(uuid).append('\n');
            model.computeIfAbsent(key, unknown -> new HashMap<>()).put(uuid, present);
        }
        return random.nextInt(5) == 0 ? lines + "not a line of a log\n" : lines.toString();
    }

    private Map<Uuid, Long> expected() {
        Map<Uuid, Long> expected = new HashMap<>();
        expected.put(OWN, 0L);
        for (int i = 0; i < UUIDS; i++) {
            expected.put(uuid(i), 0L);
        }
        model.forEach((key, states) -> states.forEach((uuid, present) ->
                expected.merge(uuid, present ? key.sizeBytes().orElse(0) : 0, Long::sum)));
        return expected;
    }

    private static Uuid uuid(int number) {
        return new Uuid("0000000" + number + "-0000-4000-8000-000000000000");
    }

    /** Some do not say their size. */
    private static Key key(int number) {
        return new Key(number % 7 == 0 ? "WORM--" + number : "WORM-s" + number * 1_000_000_007L + "--" + number);
    }
}
