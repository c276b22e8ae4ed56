// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.Uuid;
import java.util.Map;

/**
 * {@code uuid.log}: how people call the repositories. Descriptions have one char for each byte. Source: Logs/UUID.hs.
 */
public final class UuidLog {
    public static final String FILE = "uuid.log";

    private final UuidBasedLog log;

    private UuidLog(UuidBasedLog log) {
        this.log = log;
    }

    public static UuidLog parse(String text) {
        return new UuidLog(UuidBasedLog.parse(text));
    }

    public String format() {
        return log.format();
    }

    /** A newline in the description is written as {@code \n}, for good. */
    public UuidLog with(VectorClock candidate, Uuid uuid, String description) {
        return new UuidLog(log.with(candidate, uuid, description.replace("\n", "\\n")));
    }

    public Map<Uuid, String> descriptions() {
        return log.values();
    }
}
