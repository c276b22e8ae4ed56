// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.FileSystemText;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * The term {@code metadata=FIELD=GLOB}, or with a comparison in place of the second sign. Source: Annex/MetaData.hs
 * parseMetaDataMatcher, Limit.hs limitMetaData.
 */
final class MetadataTerm {
    private MetadataTerm() {}

    static Parsed<Term> of(String text) {
        int end = 0;
        while (end < text.length() && "=<>".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String field = text.substring(0, end);
        if (!Metadata.isField(field)) {
            return Parsed.failed("Illegal metadata field name, \"" + field + "\"");
        }
        return condition(text.substring(end))
                .then(condition -> Parsed.ok(Term.stable(
                        "metadata=" + text,
                        question -> question.subject.details().metadata().values(field).stream()
                                .anyMatch(value -> condition.test(FileSystemText.decode(value))))));
    }

    private static Parsed<Predicate<String>> condition(String text) {
        if (text.startsWith("<=")) {
            return Parsed.ok(compared(text.substring(2), order -> order <= 0));
        }
        if (text.startsWith(">=")) {
            return Parsed.ok(compared(text.substring(2), order -> order >= 0));
        }
        if (text.startsWith("<")) {
            return Parsed.ok(compared(text.substring(1), order -> order < 0));
        }
        if (text.startsWith(">")) {
            return Parsed.ok(compared(text.substring(1), order -> order > 0));
        }
        String pattern = text.isEmpty() ? "" : text.substring(1);
        return Glob.of(pattern, Glob.Kind.METADATA_VALUE)
                .map(glob -> Parsed.<Predicate<String>>ok(glob::matches))
                .orElseGet(() -> Parsed.failed("bad glob \"" + pattern + "\""));
    }

    /** Numbers are compared as such where both are, and NaN is like none; all else goes by code points. */
    private static Predicate<String> compared(String limit, IntPredicate order) {
        OptionalDouble limitNumber = ReadNumber.decimal(limit);
        return value -> {
            OptionalDouble number = limitNumber.isPresent() ? ReadNumber.decimal(value) : OptionalDouble.empty();
            if (number.isEmpty()) {
                return order.test(Arrays.compare(
                        value.codePoints().toArray(), limit.codePoints().toArray()));
            }
            double a = number.getAsDouble();
            double b = limitNumber.getAsDouble();
            boolean comparable = !Double.isNaN(a) && !Double.isNaN(b);
            return comparable && order.test(a < b ? -1 : a > b ? 1 : 0);
        };
    }
}
