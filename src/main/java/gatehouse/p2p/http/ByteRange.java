// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Range header asks for of so many bytes. Several ranges at once, and what cannot be read, give the whole, as
 * RFC 9110 allows.
 */
record ByteRange(Kind kind, long firstByte, long lengthBytes) {
    private static final Pattern ONE = Pattern.compile("bytes=\\s*([0-9]{0,18})\\s*-\\s*([0-9]{0,18})\\s*");

    enum Kind {
        WHOLE,
        PART,
        UNSATISFIABLE
    }

    static ByteRange whole(long sizeBytes) {
        return new ByteRange(Kind.WHOLE, 0, sizeBytes);
    }

    static ByteRange of(String header, long sizeBytes) {
        Matcher m = ONE.matcher(header);
        if (!m.matches() || (m.group(1).isEmpty() && m.group(2).isEmpty())) {
            return whole(sizeBytes);
        }
        if (m.group(1).isEmpty()) {
            long suffix = Math.min(Long.parseLong(m.group(2)), sizeBytes);
            return suffix == 0 ? unsatisfiable() : new ByteRange(Kind.PART, sizeBytes - suffix, suffix);
        }
        long first = Long.parseLong(m.group(1));
        long last = m.group(2).isEmpty() ? sizeBytes - 1 : Math.min(Long.parseLong(m.group(2)), sizeBytes - 1);
        if (!m.group(2).isEmpty() && Long.parseLong(m.group(2)) < first) {
            return whole(sizeBytes);
        }
        return first >= sizeBytes ? unsatisfiable() : new ByteRange(Kind.PART, first, last - first + 1);
    }

    long lastByte() {
        return firstByte + lengthBytes - 1;
    }

    private static ByteRange unsatisfiable() {
        return new ByteRange(Kind.UNSATISFIABLE, 0, 0);
    }
}
