// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.AnnexConfig;
import gatehouse.repository.Uuid;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code difference.log}: in which ways repositories are laid out otherwise than usual. Only those that agree can be
 * merged. Source: Logs/Difference.hs, Types/Difference.hs.
 */
public final class DifferenceLog {
    public static final String FILE = "difference.log";

    private static final String OPENING = "fromList [";

    /** In upstream's order, which is that of writing. */
    public enum Difference {
        OBJECT_HASH_LOWER("ObjectHashLower"),
        ONE_LEVEL_OBJECT_HASH("OneLevelObjectHash"),
        ONE_LEVEL_BRANCH_HASH("OneLevelBranchHash"),
        SIMULATION("Simulation");

        private final String word;

        Difference(String word) {
            this.word = word;
        }

        static Optional<Difference> of(String word) {
            for (Difference difference : values()) {
                if (difference.word.equals(word)) {
                    return Optional.of(difference);
                }
            }
            return Optional.empty();
        }
    }

    /** The ways in which {@code config} is laid out otherwise than usual. */
    public static Set<Difference> of(AnnexConfig config) {
        Set<Difference> differences = EnumSet.noneOf(Difference.class);
        if (config.objectHash().lowerOnly()) {
            differences.add(Difference.OBJECT_HASH_LOWER);
        }
        if (config.objectHash().levels() == 1) {
            differences.add(Difference.ONE_LEVEL_OBJECT_HASH);
        }
        if (config.branchHash().levels() == 1) {
            differences.add(Difference.ONE_LEVEL_BRANCH_HASH);
        }
        return differences;
    }

    private final UuidBasedLog log;

    private DifferenceLog(UuidBasedLog log) {
        this.log = log;
    }

    public static DifferenceLog parse(String text) {
        return new DifferenceLog(UuidBasedLog.parse(text));
    }

    public String format() {
        return log.format();
    }

    public DifferenceLog with(VectorClock candidate, Uuid uuid, Set<Difference> differences) {
        String words = EnumSet.copyOf(differences).stream().map(d -> d.word).collect(Collectors.joining(","));
        return new DifferenceLog(log.with(candidate, uuid, OPENING + words + "]"));
    }

    /** Those of all repositories together; empty when one has a difference that we don't know. */
    public Optional<Set<Difference>> all() {
        Set<Difference> all = EnumSet.noneOf(Difference.class);
        for (String value : log.values().values()) {
            if (!value.startsWith(OPENING) || !value.endsWith("]")) {
                return Optional.empty();
            }
            for (String word :
                    value.substring(OPENING.length(), value.length() - 1).split(",")) {
                Optional<Difference> difference = Difference.of(word.strip());
                if (difference.isEmpty() && !word.isBlank()) {
                    return Optional.empty();
                }
                difference.ifPresent(all::add);
            }
        }
        return Optional.of(all);
    }
}
