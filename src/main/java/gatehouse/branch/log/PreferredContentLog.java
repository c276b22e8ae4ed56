// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.Uuid;
import java.util.Map;

/**
 * {@code preferred-content.log}: expressions that say what each repository wants. They have one char for each byte.
 * Source: Logs/PreferredContent/Raw.hs.
 */
public final class PreferredContentLog {
    public static final String FILE = "preferred-content.log";

    private final UuidBasedLog log;

    private PreferredContentLog(UuidBasedLog log) {
        this.log = log;
    }

    public static PreferredContentLog parse(String text) {
        return new PreferredContentLog(UuidBasedLog.parse(text));
    }

    public String format() {
        return log.format();
    }

    /** @param expression empty for none; a newline in it becomes a space */
    public PreferredContentLog with(VectorClock candidate, Uuid uuid, String expression) {
        return new PreferredContentLog(log.with(candidate, uuid, LogLines.oneLine(expression)));
    }

    /** Whatever is written; it may be empty, or no expression. */
    public Map<Uuid, String> expressions() {
        return log.values();
    }
}
