// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;

/**
 * A tree object as git stores it, changed in place: a batch changes few of very many names, so those are not made into
 * objects of ours. Each entry is the mode in octal digits, a space, the name, a zero byte and the raw id.
 */
final class TreeBytes {
    private static final int ID_BYTES = Constants.OBJECT_ID_LENGTH;

    private byte[] bytes;
    /** Where the next search begins: names are mostly looked for in their order. */
    private int cursor;

    private TreeBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param tree null for a new folder */
    static TreeBytes read(ObjectReader reader, @Nullable ObjectId tree) throws IOException {
        return new TreeBytes(
                tree == null
                        ? new byte[0]
                        : reader.open(tree, Constants.OBJ_TREE).getBytes(BranchTexts.MAX_BYTES));
    }

    Folder.@Nullable Entry entry(String name) {
        int at = find(name.getBytes(StandardCharsets.ISO_8859_1));
        if (at < 0) {
            return null;
        }
        return new Folder.Entry(FileMode.fromBits(modeBits(at)), ObjectId.fromRaw(bytes, nameEnd(at) + 1));
    }

    void put(String name, Folder.Entry entry) {
        byte[] nameBytes = name.getBytes(StandardCharsets.ISO_8859_1);
        int at = find(nameBytes);
        if (at >= 0 && modeBits(at) == entry.mode().getBits()) {
            entry.id().copyRawTo(bytes, nameEnd(at) + 1);
            return;
        }
        if (at >= 0) {
            bytes = spliced(at, next(at), new byte[0]);
        }
        int place = 0;
        while (place < bytes.length && compare(place, nameBytes, entry.isFolder()) < 0) {
            place = next(place);
        }
        bytes = spliced(place, place, formatted(nameBytes, entry));
        cursor = place;
    }

    byte[] bytes() {
        return bytes;
    }

    private int find(byte[] name) {
        int start = cursor;
        int at = find(name, start, bytes.length);
        return at >= 0 ? at : find(name, 0, start);
    }

    private int find(byte[] name, int from, int to) {
        for (int at = from; at < to; at = next(at)) {
            int start = nameStart(at);
            int end = start + name.length;
            if (end < bytes.length && bytes[end] == 0 && Arrays.equals(bytes, start, end, name, 0, name.length)) {
                cursor = at;
                return at;
            }
        }
        return -1;
    }

    /** As git orders trees: bytes unsigned, and folders as if their names ended with a slash. */
    private int compare(int at, byte[] name, boolean folder) {
        int start = nameStart(at);
        int end = nameEnd(at);
        int common = Math.min(end - start, name.length);
        int order = Arrays.compareUnsigned(bytes, start, start + common, name, 0, common);
        if (order != 0) {
            return order;
        }
        boolean thisFolder = modeBits(at) == FileMode.TYPE_TREE;
        return after(end - start > common ? bytes[start + common] : (thisFolder ? '/' : 0))
                - after(name.length > common ? name[common] : (folder ? '/' : 0));
    }

    private static int after(int b) {
        return b & 0xff;
    }

    private byte[] spliced(int from, int to, byte[] instead) {
        byte[] spliced = new byte[bytes.length - (to - from) + instead.length];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(instead, 0, spliced, from, instead.length);
        System.arraycopy(bytes, to, spliced, from + instead.length, bytes.length - to);
        cursor = 0;
        return spliced;
    }

    private static byte[] formatted(byte[] name, Folder.Entry entry) {
        ByteArrayOutputStream formatted = new ByteArrayOutputStream();
        formatted.writeBytes(Integer.toOctalString(entry.mode().getBits()).getBytes(StandardCharsets.US_ASCII));
        formatted.write(' ');
        formatted.writeBytes(name);
        formatted.write(0);
        byte[] id = new byte[ID_BYTES];
        entry.id().copyRawTo(id, 0);
        formatted.writeBytes(id);
        return formatted.toByteArray();
    }

    private int modeBits(int at) {
        int bits = 0;
        for (int i = at; bytes[i] != ' '; i++) {
            bits = bits << 3 | bytes[i] - '0';
        }
        return bits;
    }

    private int nameStart(int at) {
        int i = at;
        while (bytes[i] != ' ') {
            i++;
        }
        return i + 1;
    }

    private int nameEnd(int at) {
        int i = at;
        while (bytes[i] != 0) {
            i++;
        }
        return i;
    }

    private int next(int at) {
        return nameEnd(at) + 1 + ID_BYTES;
    }
}
