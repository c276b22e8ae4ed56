// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.FileName;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.attributes.AttributesNodeProvider;
import org.eclipse.jgit.attributes.AttributesRule;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * How many copies of a file there are to be, where git's attributes say so: {@code annex.numcopies} and
 * {@code annex.mincopies} in the .gitattributes files of the work tree, in {@code info/attributes}, or in the user's
 * own file. Source: Annex/NumCopies.hs getNumMinCopiesAttr, git's gitattributes.
 */
public record CopiesAttributes(Optional<NumCopies> numCopies, Optional<MinCopies> minCopies) {
    public static final CopiesAttributes NONE = new CopiesAttributes(Optional.empty(), Optional.empty());

    private static final String FILE = ".gitattributes";
    private static final int MOST_BYTES = 1 << 20;
    /** What follows the number is overlooked, as in git-annex. */
    private static final Pattern NUMBER = Pattern.compile("\\s*(-?[0-9]{1,9})(?![0-9]).*");

    /** A file of attributes, and the name that its rules see. */
    private record Level(AttributesNode rules, String name) {}

    /**
     * @param file its name from the top of the repository, one char for each byte; one that leads elsewhere has none
     */
    static CopiesAttributes of(Repository repository, String file) throws IOException {
        if (!isBelowTheTop(file)) {
            return NONE;
        }
        List<Level> levels = levels(repository, file);
        return new CopiesAttributes(
                number(levels, "annex.numcopies").map(n -> new NumCopies(Math.max(1, n))),
                number(levels, "annex.mincopies").map(n -> new MinCopies(Math.max(1, n))));
    }

    /** Whether it is the name of a file from the top of a repository. */
    public static boolean isBelowTheTop(String file) {
        return file.indexOf('\0') < 0
                && Stream.of(file.split("/", -1))
                        .noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
    }

    /** From the one that counts least. */
    private static List<Level> levels(Repository repository, String file) throws IOException {
        List<Level> levels = new ArrayList<>();
        String text = new String(file.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        AttributesNodeProvider provider = repository.createAttributesNodeProvider();
        add(levels, provider.getGlobalAttributesNode(), text);
        if (!repository.isBare()) {
            Path folder = repository.getWorkTree().toPath();
            String name = text;
            add(levels, read(folder), name);
            String[] segments = file.split("/", -1);
            for (int i = 0; i < segments.length - 1; i++) {
                folder = FileName.in(folder, segments[i]);
                if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    break;
                }
                name = name.substring(name.indexOf('/') + 1);
                add(levels, read(folder), name);
            }
        }
        add(levels, provider.getInfoAttributesNode(), text);
        return levels;
    }

    private static void add(List<Level> levels, @Nullable AttributesNode rules, String name) {
        if (rules != null) {
            levels.add(new Level(rules, name));
        }
    }

    private static AttributesNode read(Path folder) throws IOException {
        AttributesNode node = new AttributesNode();
        Path file = folder.resolve(FILE);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            try (InputStream in = Files.newInputStream(file)) {
                node.parse(new ByteArrayInputStream(in.readNBytes(MOST_BYTES)));
            }
        }
        return node;
    }

    /** What the last rule says that says anything. */
    private static Optional<Integer> number(List<Level> levels, String attribute) {
        Optional<String> value = Optional.empty();
        for (Level level : levels) {
            for (AttributesRule rule : level.rules.getRules()) {
                for (Attribute one : rule.getAttributes()) {
                    if (one.getKey().equals(attribute) && rule.isMatch(level.name, false)) {
                        value = Optional.ofNullable(one.getValue());
                    }
                }
            }
        }
        return value.map(NUMBER::matcher).filter(Matcher::matches).map(m -> Integer.parseInt(m.group(1)));
    }
}
