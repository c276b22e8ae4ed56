// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: "100 gigabytes", "0.8TB", "512 KiB", "1000". Source: Utility/DataUnits.hs. */
public final class ByteSize {
    private static final Pattern FORM =
            Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?)(?:[eE]([+-]?[0-9]+))?\\s*([A-Za-z]*).*");
    /** Any longer exponent is of a number that is beyond all sizes, or of one that is nothing. */
    private static final int MOST_EXPONENT_CHARS = 4;

    private static final String PREFIXES = "kmgtpezyrq";
    private static final String[] DECIMAL = {
        "kilo", "mega", "giga", "tera", "peta", "exa", "zetta", "yotta", "ronna", "quetta"
    };
    private static final String[] BINARY = {"kibi", "mebi", "gibi", "tebi", "pebi", "exbi", "zebi", "yobi"};
    private static final BigDecimal BITS = BigDecimal.valueOf(8);
    private static final Map<String, BigDecimal> UNITS = units();

    private ByteSize() {}

    /** Bytes; empty when the text is no size. What is more than a long holds counts as its largest value. */
    public static OptionalLong parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            return OptionalLong.empty();
        }
        BigDecimal unit = UNITS.get(m.group(3).toLowerCase(Locale.ROOT));
        if (unit == null) {
            return OptionalLong.empty();
        }
        BigDecimal number = new BigDecimal(m.group(1)).multiply(unit);
        String exponent = Objects.requireNonNullElse(m.group(2), "0");
        if (exponent.length() > MOST_EXPONENT_CHARS) {
            boolean nothing = exponent.startsWith("-") || number.signum() == 0;
            return OptionalLong.of(nothing ? 0 : Long.MAX_VALUE);
        }
        BigDecimal bytes = number.scaleByPowerOfTen(Integer.parseInt(exponent)).setScale(0, RoundingMode.HALF_EVEN);
        return OptionalLong.of(bytes.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue());
    }

    private static Map<String, BigDecimal> units() {
        Map<String, BigDecimal> units = new HashMap<>();
        for (String unit : new String[] {"", "b", "byte", "bytes"}) {
            units.put(unit, BigDecimal.ONE);
        }
        for (int i = 0; i < DECIMAL.length; i++) {
            BigDecimal size = BigDecimal.valueOf(1000).pow(i + 1);
            add(units, size, PREFIXES.charAt(i) + "b", DECIMAL[i] + "byte");
            if (i < BINARY.length) {
                add(units, size.divideToIntegralValue(BITS), PREFIXES.charAt(i) + "bit", DECIMAL[i] + "bit");
                add(units, BigDecimal.valueOf(1024).pow(i + 1), PREFIXES.charAt(i) + "ib", BINARY[i] + "byte");
            }
        }
        return units;
    }

    private static void add(Map<String, BigDecimal> units, BigDecimal size, String abbreviation, String name) {
        units.put(abbreviation, size);
        if (abbreviation.endsWith("b")) {
            // "1 k" is read as "1 kB".
            units.putIfAbsent(abbreviation.substring(0, abbreviation.length() - 1), size);
        }
        units.put(name, size);
        units.put(name + "s", size);
    }
}
