// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The folders that keep many keys apart, computed from the key without its chunk fields. Each result is the names of
 * one or two folders, outermost first, in ASCII. Source: Annex/DirHashes.hs, doc/internals/hashing.mdwn.
 */
public final class HashDir {
    private static final String HEX_DIGITS = "0123456789abcdef";
    /** Base 32 by git-annex's own digits. Source: Utility/MD5.hs. */
    private static final String MIXED_DIGITS = "0123456789zqjxkmvwgpfZQJXKMVWGPF";

    /** Cloned for each use, which costs far less than a look-up of its provider. */
    private static final MessageDigest MD5 = newMd5();

    private HashDir() {}

    /**
     * As {@code f87/4d5}: in bare repositories, special remotes and the git-annex branch.
     *
     * @param levels 1 or 2
     */
    public static List<String> lower(Key key, int levels) {
        byte[] md5 = md5(key);
        char[] digits = new char[6];
        for (int i = 0; i < digits.length; i++) {
            int octet = md5[i / 2] & 0xff;
            digits[i] = HEX_DIGITS.charAt(i % 2 == 0 ? octet >> 4 : octet & 0xf);
        }
        return folders(digits, levels);
    }

    /**
     * As {@code Jx/9P}: in repositories with a work tree.
     *
     * @param levels 1 or 2
     */
    public static List<String> mixed(Key key, int levels) {
        byte[] md5 = md5(key);
        int word = (md5[2] & 0xff) << 16 | (md5[1] & 0xff) << 8 | md5[0] & 0xff;
        // Each digit takes six bits though it shows five, and the digits of each pair are swapped.
        char[] digits = {
            MIXED_DIGITS.charAt(word >> 6 & 31),
            MIXED_DIGITS.charAt(word & 31),
            MIXED_DIGITS.charAt(word >> 18 & 31),
            MIXED_DIGITS.charAt(word >> 12 & 31)
        };
        return folders(digits, levels);
    }

    private static List<String> folders(char[] digits, int levels) {
        int half = digits.length / 2;
        String outer = new String(digits, 0, half);
        return switch (levels) {
            case 1 -> List.of(outer);
            case 2 -> List.of(outer, new String(digits, half, half));
            default -> throw new IllegalArgumentException("1 or 2 levels of hash directories");
        };
    }

    private static byte[] md5(Key key) {
        try {
            MessageDigest md5 = (MessageDigest) MD5.clone();
            return md5.digest(key.withoutChunk().text().getBytes(StandardCharsets.ISO_8859_1));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the digests of the JDK can be cloned", e);
        }
    }

    private static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
