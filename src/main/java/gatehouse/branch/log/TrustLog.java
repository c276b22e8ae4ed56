// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code trust.log}: how far repositories are believed. A line without a level means trusted, as it did when only those
 * were listed; a level that is not known, semitrusted. Source: Logs/Trust/Pure.hs.
 */
public final class TrustLog {
    public static final String FILE = "trust.log";

    private final UuidBasedLog log;

    private TrustLog(UuidBasedLog log) {
        this.log = log;
    }

    public static TrustLog parse(String text) {
        return new TrustLog(UuidBasedLog.parse(text, value -> value.length() <= 1));
    }

    public String format() {
        return log.format();
    }

    public TrustLog with(VectorClock candidate, Uuid uuid, TrustLevel level) {
        String mark = switch (level) {
            case TRUSTED -> "1";
            case SEMITRUSTED -> "?";
            case UNTRUSTED -> "0";
            case DEAD -> "X";
        };
        return new TrustLog(log.with(candidate, uuid, mark));
    }

    /** Of the repositories that the log speaks of; the others are semitrusted. */
    public Map<Uuid, TrustLevel> levels() {
        Map<Uuid, TrustLevel> levels = new TreeMap<>();
        log.values().forEach((uuid, value) -> levels.put(uuid, level(value)));
        return levels;
    }

    private static TrustLevel level(String value) {
        return switch (value) {
            case "", "1" -> TrustLevel.TRUSTED;
            case "0" -> TrustLevel.UNTRUSTED;
            case "X" -> TrustLevel.DEAD;
            default -> TrustLevel.SEMITRUSTED;
        };
    }
}
