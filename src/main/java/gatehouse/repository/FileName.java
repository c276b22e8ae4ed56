// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Byte texts (one char for each byte) as names of files, whatever the locale of the process: a path made from a
 * percent-encoded URI keeps its bytes.
 */
public final class FileName {
    private FileName() {}

    /**
     * {@code folder} with one name below it.
     *
     * @throws IllegalArgumentException when {@code byteText} is empty, a dot name, or holds a slash, NUL or what is no
     *     byte: no such name may come this far
     */
    public static Path in(Path folder, String byteText) {
        if (byteText.isEmpty()
                || byteText.equals(".")
                || byteText.equals("..")
                || byteText.indexOf('/') >= 0
                || byteText.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a file name");
        }
        if (isAscii(byteText)) {
            return folder.resolve(byteText);
        }
        if (byteText.chars().anyMatch(c -> c > 0xff)) {
            throw new IllegalArgumentException("not a file name");
        }
        StringBuilder uri = new StringBuilder("file:///");
        for (byte b : byteText.getBytes(StandardCharsets.ISO_8859_1)) {
            uri.append('%').append(hexDigit(b >> 4)).append(hexDigit(b));
        }
        return folder.resolve(Path.of(URI.create(uri.toString())).getFileName());
    }

    /** The last name of {@code path}, one char for each byte. */
    public static String of(Path path) {
        Path name = path.getFileName();
        if (name == null) {
            throw new IllegalArgumentException("no file name");
        }
        String decoded = name.toString();
        if (isAscii(decoded)) {
            return decoded;
        }
        // Resolved against the root, so that no folder is asked whether it is one (which would append a slash).
        String raw = Path.of("/").resolve(name).toUri().getRawPath();
        StringBuilder text = new StringBuilder(raw.length());
        int end = raw.length() > 1 && raw.endsWith("/") ? raw.length() - 1 : raw.length();
        for (int i = 1; i < end; i++) {
            if (raw.charAt(i) == '%') {
                text.append((char) Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                text.append(raw.charAt(i));
            }
        }
        return text.toString();
    }

    /** ASCII has the same bytes in every locale, and needs no detour. */
    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static char hexDigit(int value) {
        return Character.forDigit(value & 0xf, 16);
    }
}
