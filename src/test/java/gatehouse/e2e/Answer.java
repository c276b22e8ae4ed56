// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came back.
 *
 * @param status {@link #NONE} when the connection ended without an answer
 * @param headers whole lines
 * @param body without chunk sizes
 * @param whole whether the body came to the end that its headers announce
 */
record Answer(int status, List<String> headers, byte[] body, boolean whole) {
    static final int NONE = 0;

    Answer {
        headers = List.copyOf(headers);
        body = body.clone();
    }

    static Answer none() {
        return new Answer(NONE, List.of(), new byte[0], false);
    }

    String text() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    Optional<String> header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst();
    }

    @Override
    public String toString() {
        String text = text();
        return status + " " + headers + " " + (text.length() > 500 ? text.substring(0, 500) + "…" : text)
                + (whole ? "" : " (cut off)");
    }
}
