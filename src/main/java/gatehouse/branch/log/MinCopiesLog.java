// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.MinCopies;
import java.util.Optional;

/**
 * {@code mincopies.log}: what is set for all repositories; what is no number above zero means one. Source:
 * Logs/NumCopies.hs.
 */
public final class MinCopiesLog {
    public static final String FILE = "mincopies.log";

    private final SingleValueLog log;

    private MinCopiesLog(SingleValueLog log) {
        this.log = log;
    }

    public static MinCopiesLog parse(String text) {
        return new MinCopiesLog(SingleValueLog.parse(text));
    }

    public String format() {
        return log.format();
    }

    public MinCopiesLog with(VectorClock candidate, MinCopies copies) {
        return new MinCopiesLog(log.with(candidate, copies.copies()));
    }

    /** Empty where it was never set. */
    public Optional<MinCopies> copies() {
        return log.number().isEmpty()
                ? Optional.empty()
                : Optional.of(new MinCopies(Math.max(1, log.number().getAsInt())));
    }
}
