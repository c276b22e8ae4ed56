// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import gatehouse.repository.FileSystemText;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words {@code name=value} of a line of remote.log. White space in a value, and the ampersand, are written as
 * {@code &32;} with the number of the char. Outside of this class names and values have one char for each byte. Source:
 * Logs/Remote/Pure.hs.
 */
final class RemoteSettings {
    private static final Pattern ESCAPED = Pattern.compile("&([0-9]{1,9});");
    /** Haskell's white space. */
    private static final Pattern SPACE = Pattern.compile("[\\t-\\r\\p{Zs}]");

    private static final Pattern TO_ESCAPE = Pattern.compile("[\\t-\\r\\p{Zs}&]");

    private RemoteSettings() {}

    /** @throws IllegalArgumentException when a name is empty or has white space or an equals sign */
    static String written(SortedMap<String, String> settings) {
        settings.keySet().forEach(RemoteSettings::check);
        return rewritten(settings);
    }

    /** Of settings that were read, of which any name stays as it is. */
    static String rewritten(SortedMap<String, String> settings) {
        return settings.entrySet().stream().map(RemoteSettings::word).collect(Collectors.joining(" "));
    }

    /** Of several words with one name the last counts. */
    static SortedMap<String, String> read(String words) {
        SortedMap<String, String> settings = new TreeMap<>();
        for (String word : SPACE.split(FileSystemText.decode(words))) {
            if (!word.isEmpty()) {
                int equals = word.indexOf('=');
                String name = equals < 0 ? word : word.substring(0, equals);
                String value = equals < 0 ? "" : word.substring(equals + 1);
                settings.put(FileSystemText.encode(name), FileSystemText.encode(unescaped(value)));
            }
        }
        return settings;
    }

    private static void check(String byteName) {
        String name = FileSystemText.decode(byteName);
        if (name.isEmpty() || name.indexOf('=') >= 0 || SPACE.matcher(name).find()) {
            throw new IllegalArgumentException("not the name of a setting");
        }
    }

    private static String word(Map.Entry<String, String> setting) {
        String value = TO_ESCAPE
                .matcher(FileSystemText.decode(setting.getValue()))
                .replaceAll(found -> "&" + found.group().codePointAt(0) + ";");
        return setting.getKey() + "=" + FileSystemText.encode(value);
    }

    /** A number that is no char stays as it is written. */
    private static String unescaped(String value) {
        return ESCAPED.matcher(value).replaceAll(found -> {
            int c = Integer.parseInt(found.group(1));
            return Matcher.quoteReplacement(Character.isValidCodePoint(c) ? Character.toString(c) : found.group());
        });
    }
}
