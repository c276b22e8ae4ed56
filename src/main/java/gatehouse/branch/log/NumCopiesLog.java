// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.NumCopies;
import java.util.Optional;

/**
 * {@code numcopies.log}: what is set for all repositories; what is no number above zero means one. Source:
 * Logs/NumCopies.hs.
 */
public final class NumCopiesLog {
    public static final String FILE = "numcopies.log";

    private final SingleValueLog log;

    private NumCopiesLog(SingleValueLog log) {
        this.log = log;
    }

    public static NumCopiesLog parse(String text) {
        return new NumCopiesLog(SingleValueLog.parse(text));
    }

    public String format() {
        return log.format();
    }

    public NumCopiesLog with(VectorClock candidate, NumCopies copies) {
        return new NumCopiesLog(log.with(candidate, copies.copies()));
    }

    /** Empty where it was never set. */
    public Optional<NumCopies> copies() {
        return log.number().isEmpty()
                ? Optional.empty()
                : Optional.of(new NumCopies(Math.max(1, log.number().getAsInt())));
    }
}
