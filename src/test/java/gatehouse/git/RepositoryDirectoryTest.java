// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.repository.AnnexConfig;
import gatehouse.repository.FileName;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryDirectoryTest {
    private static final Uuid ONE = new Uuid("11111111-1111-4111-8111-111111111111");
    private static final Uuid TWO = new Uuid("22222222-2222-4222-8222-222222222222");

    @TempDir
    Path temporary;

    private Path folder;
    private final List<String> told = new ArrayList<>();
    private final RepositoryDirectory.Listener listener = new RepositoryDirectory.Listener() {
        @Override
        public void served(ServedRepository repository) {
            told.add("served " + repository.name());
        }

        @Override
        public void dropped(ServedRepository repository) {
            told.add("dropped " + repository.name());
        }
    };

    @BeforeEach
    void prepare() throws IOException {
        folder = Files.createDirectories(temporary.resolve("repositories"));
    }

    private RepositoryDirectory scanned(Path... folders) {
        RepositoryDirectory directory = new RepositoryDirectory(List.of(folders), listener);
        directory.scan();
        return directory;
    }

    /** What git needs to see a repository, with an annex of that UUID. */
    private static Path bare(Path gitDir, Uuid uuid) throws IOException {
        Files.createDirectories(gitDir.resolve("objects"));
        Files.createDirectories(gitDir.resolve("refs"));
        Files.writeString(gitDir.resolve("HEAD"), "ref: refs/heads/main\n");
        write(gitDir, "[core]\n\tbare = true\n[annex]\n\tuuid = " + uuid + "\n\tversion = 10\n");
        return gitDir;
    }

    /** As git does, so that the file is another one afterwards. */
    private static void write(Path gitDir, String config) throws IOException {
        Path lock = Files.writeString(gitDir.resolve("config.lock"), config);
        Files.move(lock, gitDir.resolve("config"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static Stream<String> names(RepositoryDirectory directory) {
        return directory.all().stream().map(ServedRepository::name);
    }

    @Test
    void findsWhatGitAnnexInitMade() throws IOException {
        RealGit git = new RealGit(temporary.resolve("home"));
        git.annex(folder.resolve("tree"));
        git.git(folder, "init", "-q", "--bare", "sub/bare.git");
        git.git(folder.resolve("sub/bare.git"), "annex", "init", "-q");
        git.git(
                folder,
                "init",
                "-q",
                "--separate-git-dir",
                temporary.resolve("elsewhere").toString(),
                "apart");
        git.git(folder.resolve("apart"), "annex", "init", "-q");
        git.git(folder, "init", "-q", "without");
        RepositoryDirectory directory = scanned(folder);
        assertThat(names(directory)).containsExactly("apart", "sub/bare", "tree");
        for (String path : new String[] {"apart", "sub/bare.git", "tree"}) {
            Uuid uuid = new Uuid(
                    git.git(folder.resolve(path), "config", "annex.uuid").strip());
            AnnexConfig config = directory.find(uuid).orElseThrow().config();
            assertThat(config.version()).isEqualTo(10);
            assertThat(config.bare()).isEqualTo(path.equals("sub/bare.git"));
        }
    }

    @Test
    void aFolderMayItselfBeARepository() throws IOException {
        bare(folder, ONE);
        assertThat(names(scanned(folder))).containsExactly("repositories");
    }

    @Test
    void doesNotLookIntoRepositories() throws IOException {
        bare(folder.resolve("outer"), ONE);
        bare(folder.resolve("outer/inner"), TWO);
        assertThat(names(scanned(folder))).containsExactly("outer");
    }

    @Test
    void followsALinkToARepositoryAndToNothingElse() throws IOException {
        bare(temporary.resolve("a/one"), ONE);
        bare(temporary.resolve("b/two"), TWO);
        Files.createSymbolicLink(folder.resolve("linked"), temporary.resolve("a/one"));
        Files.createSymbolicLink(folder.resolve("folder"), temporary.resolve("b"));
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        Files.createSymbolicLink(folder.resolve("dangling"), temporary.resolve("none"));
        assertThat(names(scanned(folder))).containsExactly("linked");
    }

    @Test
    void oneRepositoryFoundTwiceIsServedOnce() throws IOException {
        bare(folder.resolve("m/one"), ONE);
        Files.createSymbolicLink(folder.resolve("m/link"), folder.resolve("m/one"));
        RepositoryDirectory directory = scanned(folder, folder.resolve("m"));
        assertThat(names(directory)).containsExactly("m/one");
        assertThat(directory.complaints()).isEmpty();
    }

    @Test
    void aLinkedWorkTreeIsItsRepository() throws IOException {
        RealGit git = new RealGit(temporary.resolve("home"));
        Path main = git.annex(folder.resolve("z-main"));
        git.git(main, "worktree", "add", "-q", "../a-linked", "-b", "side");
        assertThat(names(scanned(folder))).containsExactly("z-main");
        Path alone = Files.createDirectories(temporary.resolve("alone"));
        git.git(main, "worktree", "add", "-q", alone.resolve("tree").toString(), "-b", "other");
        RepositoryDirectory directory = scanned(alone);
        assertThat(names(directory)).containsExactly("tree");
        assertThat(directory.all().iterator().next().config().gitDir()).isEqualTo(main.resolve(".git"));
    }

    @Test
    void aNameIsFoundWithOrWithoutItsSuffix() throws IOException {
        bare(folder.resolve("team/one.git"), ONE);
        bare(folder.resolve("two"), TWO);
        RepositoryDirectory directory = scanned(folder);
        for (String name : new String[] {"team/one", "team/one.git"}) {
            assertThat(directory.find(name)).map(ServedRepository::uuid).contains(ONE);
        }
        for (String name : new String[] {"two", "two.git"}) {
            assertThat(directory.find(name)).map(ServedRepository::uuid).contains(TWO);
        }
        assertThat(directory.find("one")).isEmpty();
    }

    @Test
    void theFirstFolderGetsTheName() throws IOException {
        bare(folder.resolve("one.git"), ONE);
        Path second = Files.createDirectories(temporary.resolve("second"));
        bare(second.resolve("one"), TWO);
        RepositoryDirectory directory = scanned(folder, second);
        assertThat(directory.find("one")).map(ServedRepository::uuid).contains(ONE);
        assertThat(directory.find("second/one")).map(ServedRepository::uuid).contains(TWO);
    }

    @Test
    void twoOfOneUuidAreBothLeftOutUntilOneGoes() throws IOException {
        Path first = bare(folder.resolve("first"), ONE);
        RepositoryDirectory directory = scanned(folder);
        assertThat(directory.find(ONE)).isPresent();
        Path second = bare(folder.resolve("second"), ONE);
        directory.scan();
        assertThat(directory.find(ONE)).isEmpty();
        assertThat(directory.complaints())
                .singleElement()
                .asString()
                .contains(ONE.text(), first.toString(), second.toString())
                .doesNotContain("\n");
        write(first, "[annex]\n\tuuid = " + TWO + "\n\tversion = 10\n");
        directory.scan();
        assertThat(directory.find(ONE)).map(ServedRepository::path).contains(second);
        assertThat(directory.find(TWO)).map(ServedRepository::path).contains(first);
        assertThat(directory.complaints()).isEmpty();
    }

    @Test
    void newChangedAndRemovedOnesAreNoticed() throws IOException {
        RepositoryDirectory directory = scanned(folder);
        Path one = bare(folder.resolve("one"), ONE);
        directory.scan();
        assertThat(told).containsExactly("served one");
        told.clear();
        directory.scan();
        assertThat(told).isEmpty();
        write(one, Files.readString(one.resolve("config")) + "[annex]\n\tdiskreserve = 1 gb\n");
        directory.scan();
        assertThat(told).containsExactly("served one");
        assertThat(directory.find(ONE).orElseThrow().config().diskReserveBytes())
                .isEqualTo(1_000_000_000);
        told.clear();
        Files.move(one, temporary.resolve("away"));
        directory.scan();
        assertThat(told).containsExactly("dropped one");
        assertThat(directory.find(ONE)).isEmpty();
        assertThat(directory.find("one")).isEmpty();
    }

    @Test
    void aVersionThatIsNotSupportedIsComplainedAbout() throws IOException {
        for (int version : new int[] {7, 11}) {
            Path gitDir = bare(folder.resolve("version" + version), ONE);
            write(gitDir, "[annex]\n\tuuid = 33333333-" + version + "\n\tversion = " + version + "\n");
        }
        RepositoryDirectory directory = scanned(folder);
        assertThat(directory.all()).isEmpty();
        assertThat(directory.complaints())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("version7", "annex.version 7"))
                .anySatisfy(line -> assertThat(line).contains("version11", "annex.version 11"));
    }

    @Test
    void aConfigThatCannotBeReadIsComplainedAbout() throws IOException {
        write(bare(folder.resolve("one"), ONE), "[annex\n uuid");
        RepositoryDirectory directory = scanned(folder);
        assertThat(directory.all()).isEmpty();
        assertThat(directory.complaints()).singleElement().asString().contains("cannot be read");
    }

    @Test
    void aNameThatIsNoTextIsComplainedAbout() throws IOException {
        bare(folder.resolve("good"), TWO);
        Path odd = FileName.in(folder, "odd\u00ff");
        Files.move(bare(folder.resolve("odd"), ONE), odd);
        RepositoryDirectory directory = scanned(folder);
        assertThat(names(directory)).containsExactly("good");
        assertThat(directory.complaints()).singleElement().asString().contains("locale");
    }

    @Test
    void aFolderThatIsNotThereIsComplainedAbout() throws IOException {
        bare(folder.resolve("one"), ONE);
        RepositoryDirectory directory = scanned(temporary.resolve("none"), folder);
        assertThat(names(directory)).containsExactly("one");
        assertThat(directory.complaints()).singleElement().asString().contains("none");
    }
}
