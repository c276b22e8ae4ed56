// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.StoredConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryDirectoryTest {
    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private RepositoryDirectory directory;

    @BeforeEach
    void start() {
        directory = new RepositoryDirectory(List.of(folder), new RepositoryDirectory.Listener() {
            @Override
            public void served(ServedRepository repository) {
                told.add("served " + repository.uuid());
            }

            @Override
            public void dropped(ServedRepository repository) {
                told.add("dropped " + repository.uuid());
            }
        });
    }

    @Test
    void bareAndOtherRepositoriesAreFoundAtAnyDepth() throws IOException {
        make("a.git", true, "U1");
        make("group/team/b", false, "U2");
        directory.scan();
        assertThat(directory.all()).extracting(ServedRepository::name).containsExactly("a", "group/team/b");
        assertThat(directory.find(new Uuid("U2")).orElseThrow().config().gitDir())
                .isEqualTo(folder.resolve("group/team/b/.git"));
        assertThat(directory.find("a")).isEqualTo(directory.find("a.git")).isPresent();
    }

    @Test
    void whatIsInsideOfARepositoryIsNotLookedAt() throws IOException {
        make("outer", false, "U1");
        make("outer/inner", false, "U2");
        directory.scan();
        assertThat(directory.find(new Uuid("U2"))).isEmpty();
    }

    @Test
    void newAndRemovedAndReconfiguredOnesAreNoticed() throws IOException {
        make("a", true, "U1");
        directory.scan();
        make("b", true, "U2");
        set("a", "version", "9");
        directory.scan();
        assertThat(told).containsExactlyInAnyOrder("served U1", "served U2", "served U1");
        Files.move(folder.resolve("a"), folder.resolve("b").resolve("hidden"));
        directory.scan();
        assertThat(told).endsWith("dropped U1");
        assertThat(directory.find(new Uuid("U1"))).isEmpty();
    }

    @Test
    void anAnnexThatIsInitialisedLaterIsServedFromThenOn() throws IOException {
        try (FileRepository repository =
                new FileRepository(folder.resolve("a").toFile())) {
            repository.create(true);
        }
        directory.scan();
        assertThat(directory.all()).isEmpty();
        set("a", "uuid", "U1");
        set("a", "version", "10");
        directory.scan();
        assertThat(directory.all()).hasSize(1);
    }

    @Test
    void twoWithOneUuidAreBothLeftOutUntilOneGoes() throws IOException {
        make("a", true, "U1");
        make("b", true, "U1");
        directory.scan();
        assertThat(directory.find(new Uuid("U1"))).isEmpty();
        assertThat(directory.find("a")).isEmpty();
        assertThat(directory.complaints())
                .singleElement()
                .asString()
                .contains("same uuid U1", folder.resolve("a").toString(), folder.resolve("b").toString());
        set("b", "uuid", "U2");
        directory.scan();
        assertThat(directory.find(new Uuid("U1")).orElseThrow().name()).isEqualTo("a");
        assertThat(directory.complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "11", "0"})
    void otherVersionsAreNotServed(String version) throws IOException {
        make("a", true, "U1");
        set("a", "version", version);
        directory.scan();
        assertThat(directory.all()).isEmpty();
        assertThat(directory.complaints()).singleElement().asString().contains("annex.version " + version);
    }

    @Test
    void aConfigThatCannotBeReadIsSaidAndHarmsNoOther() throws IOException {
        make("a", true, "U1");
        make("b", true, "U2");
        Files.writeString(folder.resolve("b/config"), "[annex\nuuid");
        directory.scan();
        assertThat(directory.all()).hasSize(1);
        assertThat(directory.complaints()).singleElement().asString().contains("git config cannot be read");
    }

    private void make(String name, boolean bare, String uuid) throws IOException {
        Path path = folder.resolve(name);
        Path gitDir = bare ? path : path.resolve(".git");
        Files.createDirectories(path);
        try (FileRepository repository = new FileRepository(gitDir.toFile())) {
            repository.create(bare);
            StoredConfig config = repository.getConfig();
            config.setString("annex", null, "uuid", uuid);
            config.setString("annex", null, "version", "10");
            config.save();
        }
    }

    private void set(String bare, String setting, String value) throws IOException {
        try (FileRepository repository =
                new FileRepository(folder.resolve(bare).toFile())) {
            repository.getConfig().setString("annex", null, setting, value);
            repository.getConfig().save();
        }
    }
}
