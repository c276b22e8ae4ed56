// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.Uuid;
import java.util.Map;

/**
 * {@code required-content.log}: expressions that say what each repository must not lose. They have one char for each
 * byte. Source: Logs/PreferredContent/Raw.hs.
 */
public final class RequiredContentLog {
    public static final String FILE = "required-content.log";

    private final UuidBasedLog log;

    private RequiredContentLog(UuidBasedLog log) {
        this.log = log;
    }

    public static RequiredContentLog parse(String text) {
        return new RequiredContentLog(UuidBasedLog.parse(text));
    }

    public String format() {
        return log.format();
    }

    /** @param expression empty for none; a newline in it becomes a space */
    public RequiredContentLog with(VectorClock candidate, Uuid uuid, String expression) {
        return new RequiredContentLog(log.with(candidate, uuid, LogLines.oneLine(expression)));
    }

    /** Whatever is written; it may be empty, or no expression. */
    public Map<Uuid, String> expressions() {
        return log.values();
    }
}
