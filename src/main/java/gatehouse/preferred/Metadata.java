// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.FileSystemText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The values now set of each metadata field of a key, with those git-annex makes of the times of changes
 * ({@code lastchanged} and {@code FIELD-lastchanged}). Names and values have one char for each byte. Source:
 * Types/MetaData.hs.
 */
public record Metadata(Map<String, Set<String>> fields) {
    public static final Metadata NONE = new Metadata(Map.of());

    /** The case of names does not matter. */
    public Metadata {
        Map<String, Set<String>> folded = new HashMap<>();
        fields.forEach((field, values) -> folded.computeIfAbsent(
                        folded(FileSystemText.decode(field)), unknown -> new HashSet<>())
                .addAll(values));
        folded.replaceAll((field, values) -> Set.copyOf(values));
        fields = Map.copyOf(folded);
    }

    /** @param field decoded */
    Set<String> values(String field) {
        return fields.getOrDefault(folded(field), Set.of());
    }

    /** Whether it may be the name of a field; decoded. Source: Types/MetaData.hs legalField. */
    static boolean isField(String name) {
        return !name.isEmpty()
                && isAlphaNumeric(name.codePointAt(0))
                && name.codePoints().allMatch(c -> isAlphaNumeric(c) || c == '_' || c == '-' || c == '.');
    }

    private static boolean isAlphaNumeric(int c) {
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c) || type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
