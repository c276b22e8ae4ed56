// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.AnnexConfig.Sharing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is dropped of dead repositories, compared with what git-annex makes of the same branch. */
class DroppedDeadTest {
    private static final List<String> UUIDS = List.of(
            "11111111-1111-4111-8111-111111111111",
            "22222222-2222-4222-8222-222222222222",
            "33333333-3333-4333-8333-333333333333",
            "44444444-4444-4444-8444-444444444444",
            "odd");
    private static final int KEYS = 12;

    @TempDir
    Path folder;

    private Random random = new Random(0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyFileIsAsGitAnnexLeavesIt(long seed) throws IOException {
        random = new Random(seed);
        try (RealAnnex annex = RealAnnex.initialised(folder.resolve("r"))) {
            AnnexBranch branch = annex.branch();
            try (JournalLocked locked = branch.lock(Duration.ofSeconds(10))) {
                branch.change(locked, files());
            }
            // What the journal still has is to be in the tree that both begin with.
            annex.run("git", "annex", "merge", "-q");
            ObjectId tree = ObjectId.fromString(
                    annex.run("git", "rev-parse", "git-annex^{tree}").strip());
            annex.run("git", "annex", "forget", "--drop-dead", "--force", "-q");

            ObjectId left = dropped(annex, tree);

            Map<String, String> ours = shown(annex, left.name());
            Map<String, String> theirs = shown(annex, "git-annex");
            assertThat(ours.keySet()).isEqualTo(theirs.keySet());
            theirs.forEach((name, text) -> assertThat(ours.get(name))
                    .as("%s of %s", name, annex.run("git", "show", tree.name() + ":" + name))
                    .isEqualTo(text));
            annex.run("git", "fsck", "--strict");
            assertThat(dropped(annex, left)).as("again").isEqualTo(left);
        }
    }

    private static ObjectId dropped(RealAnnex annex, ObjectId tree) throws IOException {
        try (NewObjects objects = new NewObjects((FileRepository) annex.repository(), new Sharing.Unshared());
                ObjectReader reader = annex.repository().newObjectReader()) {
            DroppedDead.Trees trees = new DroppedDead.Trees(tree, tree);
            ObjectId left = DroppedDead.of(trees, new BranchTexts(reader), objects, new BranchHash(2));
            objects.keep();
            return left;
        }
    }

    /** Names and texts, so that a difference is seen and not only told. */
    private static Map<String, String> shown(RealAnnex annex, String treeish) {
        return annex.run("git", "ls-tree", "-r", "--name-only", "-z", treeish)
                .lines()
                .flatMap(names -> List.of(names.split("\0")).stream())
                .filter(name -> !name.equals("transitions.log"))
                .collect(Collectors.toMap(name -> name, name -> annex.run("git", "show", treeish + ":" + name)));
    }

    private Map<BranchPath, UnaryOperator<String>> files() {
        Map<BranchPath, UnaryOperator<String>> files = new LinkedHashMap<>();
        put(files, "trust.log", this::trust);
        put(files, "remote.log", this::remote);
        for (String name : List.of("uuid.log", "group.log", "schedule.log", "activity.log", "multicast.log")) {
            put(files, name, () -> uuid() + " " + words() + stamp());
        }
        for (String name : List.of("preferred-content.log", "required-content.log")) {
            put(files, name, () -> uuid() + " anything or " + words() + stamp());
        }
        put(files, "maxsize.log", () -> clock() + " " + uuid() + " " + random.nextInt(1000));
        put(files, "proxy.log", () -> clock() + " " + uuid() + " " + uuid() + ":name");
        put(files, "numcopies.log", () -> clock() + " " + random.nextInt(5));
        for (int i = 0; i < KEYS; i++) {
            String log = BranchPath.locationLog(new Key("WORM-s1--k" + i), new BranchHash(2))
                    .text();
            put(files, log, () -> clock() + " " + "10X".charAt(random.nextInt(3)) + " " + uuid());
            put(files, log + ".cnk", this::chunk);
            put(files, log + ".rmt", () -> clock() + " " + uuid() + " " + words());
            put(files, log + ".cid", () -> clock() + " " + uuid() + " " + words());
            put(files, log + ".rmet", this::metaData);
            put(files, log + ".met", () -> clock() + " tag +" + words());
            put(files, log + ".web", () -> clock() + " 1 http://example.com/" + random.nextInt(3));
        }
        return files;
    }

    private interface Line {
        String make();
    }

    private void put(Map<BranchPath, UnaryOperator<String>> files, String path, Line line) {
        if (random.nextInt(4) > 0 || path.equals("trust.log")) {
            List<String> lines = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                lines.add(random.nextInt(15) == 0 ? words() : line.make());
            }
            files.put(
                    new BranchPath(path),
                    text -> text + String.join(random.nextInt(9) == 0 ? "\r\n" : "\n", lines) + "\n");
        }
    }

    private String trust() {
        return uuid() + " " + "XX1?0".charAt(random.nextInt(5)) + stamp();
    }

    private String remote() {
        List<String> fields =
                new ArrayList<>(List.of("type=directory", "name=a&32;b", "x=a&b", "enc=&#38;\u00c3\u00a9&233;"));
        if (random.nextBoolean()) {
            fields.add("sameas-uuid=" + uuid());
        }
        java.util.Collections.shuffle(fields, random);
        return uuid() + " " + String.join(random.nextInt(5) == 0 ? "  " : " ", fields) + stamp();
    }

    private String chunk() {
        String size = List.of("100", "20", "0100", "x1", "").get(random.nextInt(5));
        return clock() + " " + uuid() + ":" + size + " "
                + List.of("3", "0", "007", "z").get(random.nextInt(4));
    }

    private String metaData() {
        StringBuilder line = new StringBuilder(clock());
        for (int i = random.nextInt(3); i >= 0; i--) {
            String field = List.of("f", "F", "g-1", "", "a b").get(random.nextInt(5));
            line.append(' ').append(random.nextInt(6) == 0 ? "" : uuid() + ":").append(field);
            for (int j = random.nextInt(3); j > 0; j--) {
                line.append(random.nextBoolean() ? " +" : " -")
                        .append(List.of("v", "w", "!YSBi", "!bad", "!IQ==", "").get(random.nextInt(6)));
            }
        }
        return line.toString();
    }

    private String uuid() {
        return UUIDS.get(random.nextInt(UUIDS.size()));
    }

    private String words() {
        return List.of("w", "two words", "", "a  b ", "\u00e9", "timestamp=5s x")
                .get(random.nextInt(6));
    }

    private String stamp() {
        return random.nextInt(6) == 0 ? "" : " timestamp=" + clock();
    }

    private String clock() {
        return List.of("1s", "2s", "1700000000s", "1700000000.250s", "1700000001", "0.5s")
                .get(random.nextInt(6));
    }
}
