// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text as git-annex sees it in a UTF-8 locale: a byte that is not UTF-8 is a char of its own, in the range of lone
 * surrogates. Source: Utility/FileSystemEncoding.hs decodeBS.
 */
public final class FileSystemText {
    private static final int UNDECODABLE = 0xdc00;

    private FileSystemText() {}

    /** @param byteText one char for each byte */
    public static String decode(String byteText) {
        return isAscii(byteText) ? byteText : decoded(byteText.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** One char for each byte. */
    public static String encode(String text) {
        if (isAscii(text)) {
            return text;
        }
        StringBuilder bytes = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c >= UNDECODABLE + 0x80 && c <= UNDECODABLE + 0xff) {
                bytes.append((char) (c - UNDECODABLE));
            } else {
                bytes.append(new String(
                        Character.toString(c).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            }
        });
        return bytes.toString();
    }

    private static String decoded(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (UNDECODABLE + (in.get() & 0xff)));
            }
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
