// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.FileSystemText;
import java.util.Optional;

/** Terms about the name of the file. Source: Limit.hs limitInclude, limitExclude, limitInDir. */
final class FileTerms {
    private static final String DEFAULT_PREFERRED_DIR = "public";

    private FileTerms() {}

    static Parsed<Term> include(String glob) {
        return glob("include=" + glob, glob, true);
    }

    static Parsed<Term> exclude(String glob) {
        return glob("exclude=" + glob, glob, false);
    }

    /** Whether the file is in a folder of that name, and not further below. */
    static Term inPreferredDir() {
        return Term.stable("inpreferreddir", question -> {
            String dir = question.network.preferredDirs().getOrDefault(question.repository, DEFAULT_PREFERRED_DIR);
            Optional<String> file = question.subject.file();
            return file.isPresent() && isIn(dir, file.get());
        });
    }

    private static Parsed<Term> glob(String description, String text, boolean included) {
        return Glob.of(text, Glob.Kind.FILE_PATH)
                .map(glob -> Parsed.ok(Term.stable(description, question -> {
                    Optional<String> file = question.subject.file();
                    boolean matched = file.isPresent() && glob.matches(FileSystemText.decode(file.get()));
                    return matched == included;
                })))
                .orElseGet(() -> Parsed.failed("bad glob \"" + text + "\""));
    }

    /** Folders above the last are written with a slash at the end, so a name with one is looked for among them. */
    private static boolean isIn(String dir, String file) {
        int slash = file.lastIndexOf('/');
        String folder = slash < 0 ? "." : file.substring(0, slash);
        if (dir.endsWith("/")) {
            return dir.indexOf('/') == dir.length() - 1 && ("/" + folder).contains("/" + dir);
        }
        return dir.indexOf('/') < 0
                && folder.substring(folder.lastIndexOf('/') + 1).equals(dir);
    }
}
