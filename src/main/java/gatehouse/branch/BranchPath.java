// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig.BranchHash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The path of a file on the git-annex branch, one char for each byte. Source: Logs.hs, Annex/DirHashes.hs,
 * Annex/Journal.hs.
 */
public record BranchPath(String text) {
    /** @throws IllegalArgumentException when git could not hold the path in a tree */
    public BranchPath {
        if (!fitsTree(text)) {
            throw new IllegalArgumentException("not a path of the branch");
        }
    }

    private static boolean fitsTree(String text) {
        for (String name : text.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
                return false;
            }
        }
        return true;
    }

    public static BranchPath locationLog(Key key, BranchHash hash) {
        return ofKey(key, hash, ".log");
    }

    public static BranchPath metadataLog(Key key, BranchHash hash) {
        return ofKey(key, hash, ".log.met");
    }

    public static BranchPath webUrlLog(Key key, BranchHash hash) {
        return ofKey(key, hash, ".log.web");
    }

    public static BranchPath equivalentKeysLog(Key key, BranchHash hash) {
        return ofKey(key, hash, ".log.ek");
    }

    public static BranchPath chunkLog(Key key, BranchHash hash) {
        return ofKey(key, hash, ".log.cnk");
    }

    /** Where old versions kept the URLs, in the order in which to look there when there are none at the new place. */
    public static List<BranchPath> oldWebUrlLogs(Key key, BranchHash hash) {
        return Stream.of(key.text(), key.fileName())
                .map(name -> "remote/web/" + folder(key, hash) + "/" + name + ".log")
                .filter(BranchPath::fitsTree)
                .distinct()
                .map(BranchPath::new)
                .toList();
    }

    private static BranchPath ofKey(Key key, BranchHash hash, String ending) {
        return new BranchPath(folder(key, hash) + "/" + key.fileName() + ending);
    }

    private static String folder(Key key, BranchHash hash) {
        String hex = HexFormat.of().formatHex(md5(key.withoutChunk().bytes()));
        return hex.substring(0, 3) + (hash.levels() == 1 ? "" : "/" + hex.substring(3, 6));
    }

    /** The inverse of {@link #journalName()}. @throws IllegalArgumentException when there is no such path */
    static BranchPath ofJournalName(String name) {
        StringBuilder path = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' && i + 1 < name.length() && name.charAt(i + 1) == '_') {
                path.append('_');
                i++;
            } else {
                path.append(c == '_' ? '/' : c);
            }
        }
        return new BranchPath(path.toString());
    }

    /** What the journal calls the file: all in one folder, so slashes become underscores and those are doubled. */
    String journalName() {
        return text.replace("_", "__").replace('/', '_');
    }

    List<String> names() {
        return List.of(text.split("/"));
    }

    /** Whether the file is a location log: its depth tells it from others that end alike. */
    boolean isLocationLog(BranchHash hash) {
        return names().size() == hash.levels() + 1 && isOfKey(".log");
    }

    /** Whether the file is, by its name, that log of a key. */
    boolean isOfKey(String extension) {
        String name = text.substring(text.lastIndexOf('/') + 1);
        return name.endsWith(extension)
                && Key.ofFileName(name.substring(0, name.length() - extension.length()))
                        .isPresent();
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
