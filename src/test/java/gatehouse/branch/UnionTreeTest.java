// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.branch.log.LogLines;
import gatehouse.repository.AnnexConfig.Sharing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnionTreeTest {
    @TempDir
    Path folder;

    private final ObjectChecker checker = new ObjectChecker();
    private FileRepository repository;

    @BeforeEach
    void create() throws IOException {
        repository = new FileRepository(folder.toFile());
        repository.create(true);
    }

    @AfterEach
    void close() {
        repository.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aUnionHasEveryLineOfEverySideInWhateverOrderItIsMade(long seed) throws IOException {
        Random random = new Random(seed);
        List<Map<String, Set<String>>> logs = new ArrayList<>();
        List<ObjectId> trees = new ArrayList<>();
        Map<String, Set<String>> expected = new TreeMap<>();
        for (int side = 0; side < 3; side++) {
            Map<String, Set<String>> log = someLogs(random);
            logs.add(log);
            trees.add(tree(log));
            log.forEach((path, lines) ->
                    expected.computeIfAbsent(path, p -> new TreeSet<>()).addAll(lines));
        }
        ObjectId a = trees.get(0);
        ObjectId b = trees.get(1);
        ObjectId c = trees.get(2);
        assertThat(lines(union(a, b, c))).isEqualTo(expected);
        assertThat(lines(union(c, a, b))).isEqualTo(expected);
        assertThat(lines(union(union(a, b), c))).isEqualTo(expected);
        assertThat(lines(union(a, union(b, c)))).isEqualTo(expected);
        assertThat(union(a, a)).isEqualTo(a);
        ObjectId all = union(a, b, c);
        assertThat(union(all, b)).as("nothing new is written for what is there").isEqualTo(all);
    }

    @Test
    void whereAFileHasTheNameOfAFolderTheFolderStays() throws IOException {
        ObjectId file = tree(Map.of("abc", Set.of("x")));
        ObjectId logs = tree(Map.of("abc/def/k.log", Set.of("y")));
        assertThat(lines(union(file, logs))).isEqualTo(Map.of("abc/def/k.log", Set.of("y")));
        assertThat(union(file, logs)).isEqualTo(union(logs, file));
    }

    @Test
    void aTreeTooDeepForLogsIsRefused() throws IOException {
        String deep = "d/".repeat(200);
        ObjectId a = tree(Map.of(deep + "a", Set.of("x")));
        ObjectId b = tree(Map.of(deep + "b", Set.of("x")));
        assertThatThrownBy(() -> union(a, b)).isInstanceOf(IOException.class).hasMessageContaining("deep");
    }

    private ObjectId union(ObjectId... trees) throws IOException {
        try (ObjectReader reader = repository.newObjectReader();
                NewObjects objects = new NewObjects(repository, new Sharing.Unshared())) {
            ObjectId union = new UnionTree(new BranchTexts(reader), objects).of(List.of(trees));
            objects.keep();
            return union;
        }
    }

    /** Made in several edits, so that some change trees that are there already. */
    private ObjectId tree(Map<String, Set<String>> logs) throws IOException {
        List<TreeEdit> edits = List.of(new TreeEdit(), new TreeEdit(), new TreeEdit());
        logs.forEach((path, lines) -> {
            int hash = Math.floorMod(path.hashCode(), 3);
            edits.get(hash).add(new BranchPath(path), text -> String.join("\n", lines) + "\n");
            edits.get(0).add(new BranchPath(path), text -> "a first text\n");
            edits.get(2).add(new BranchPath(path), text -> String.join("\n", lines) + "\n");
        });
        ObjectId tree = null;
        for (TreeEdit edit : edits) {
            try (ObjectReader reader = repository.newObjectReader();
                    NewObjects objects = new NewObjects(repository, new Sharing.Unshared())) {
                tree = edit.apply(new BranchTexts(reader), tree, objects);
                objects.keep();
            }
        }
        return java.util.Objects.requireNonNull(tree);
    }

    private Map<String, Set<String>> lines(ObjectId tree) throws IOException {
        Map<String, Set<String>> lines = new TreeMap<>();
        try (ObjectReader reader = repository.newObjectReader()) {
            addLines(new BranchTexts(reader), tree, "", lines);
        }
        return lines;
    }

    private void addLines(BranchTexts texts, ObjectId tree, String prefix, Map<String, Set<String>> lines)
            throws IOException {
        checker.checkTree(texts.reader().open(tree).getBytes());
        Folder folder = Folder.read(texts.reader(), tree);
        for (String name : folder.names()) {
            Folder.Entry entry = folder.entry(name);
            if (entry.mode().equals(FileMode.TREE)) {
                addLines(texts, entry.id(), prefix + name + "/", lines);
            } else {
                lines.put(prefix + name, LogLines.exact(texts.read(entry.id())));
            }
        }
    }

    private static Map<String, Set<String>> someLogs(Random random) {
        Map<String, Set<String>> logs = new TreeMap<>();
        int files = 1 + random.nextInt(60);
        for (int i = 0; i < files; i++) {
            Set<String> lines = new TreeSet<>();
            for (int line = 1 + random.nextInt(4); line > 0; line--) {
                lines.add(random.nextInt(5) + "s 1 u" + random.nextInt(3));
            }
            // "a" and "a.log" and "a-" would be sorted otherwise as folders than as files.
            String name = List.of("a", "a.log", "a-", "b", "\u00ff").get(random.nextInt(5));
            logs.put("f" + random.nextInt(3) + "/g" + List.of("", "-", "0").get(random.nextInt(3)) + "/" + name, lines);
        }
        return logs;
    }
}
