// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.branch.log.MapLog.FieldValue;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code config.log}: settings for all repositories, lines of {@code timestamp name value}. An empty value stands for
 * none. Names and values have one char for each byte. Source: Logs/Config.hs.
 */
public final class ConfigLog {
    public static final String FILE = "config.log";

    private final MapLog log;

    private ConfigLog(MapLog log) {
        this.log = log;
    }

    /**
     * A name of git config, as {@code annex.securehashesonly}.
     *
     * @throws IllegalArgumentException when it cannot stand in a line
     */
    public record Name(String text) {
        public Name {
            if (text.isEmpty() || text.indexOf(' ') >= 0 || LogLines.breaksLine(text)) {
                throw new IllegalArgumentException("not a name of config");
            }
        }
    }

    public static ConfigLog parse(String text) {
        return new ConfigLog(MapLog.parse(text, value -> true));
    }

    public String format() {
        return log.format();
    }

    /**
     * The same log when it says so already.
     *
     * @param value empty to take the setting back
     * @throws IllegalArgumentException when the value has a newline
     */
    public ConfigLog with(VectorClock candidate, Name name, String value) {
        return value(name).orElse("").equals(value)
                ? this
                : new ConfigLog(log.with(candidate, new FieldValue(name.text, value)));
    }

    public Optional<String> value(Name name) {
        return Optional.ofNullable(values().get(name.text));
    }

    /** By their names, those that are set. */
    public Map<String, String> values() {
        return log.values().entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
