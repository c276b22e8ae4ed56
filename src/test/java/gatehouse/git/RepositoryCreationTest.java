// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.git.RepositoryCreation.NewRepository;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryCreationTest {
    @TempDir
    Path folder;

    private RepositoryCreation creation;

    @BeforeEach
    void start() {
        creation = new RepositoryCreation(
                folder, () -> new Uuid(UUID.randomUUID().toString()), InstantSource.system());
    }

    @Test
    void aNewRepositoryIsAnInitialisedAnnex() throws IOException {
        Uuid uuid = creation.create(new NewRepository("lab/data", "all of it"));
        AnnexConfigReading reading = AnnexConfigReading.of(folder.resolve("lab/data.git"));
        assertThat(reading).isInstanceOfSatisfying(AnnexConfigReading.Annex.class, annex -> {
            assertThat(annex.config().uuid()).isEqualTo(uuid);
            assertThat(annex.config().bare()).isTrue();
            assertThat(annex.config().version()).isEqualTo(10);
        });
        assertThat(folder.resolve("lab/data.git/refs/heads/git-annex")).exists();
        assertThat(folder.resolve("lab/data.git/annex/sentinal.cache")).exists();
    }

    @Test
    void nothingUnfinishedIsLeftAndNothingIsWrittenElsewhere() throws IOException {
        creation.create(new NewRepository("a", ""));
        Files.createDirectories(folder.resolve(".gatehouse-new-x/annex"));
        creation.mend();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("a.git"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "a.git/b"})
    void aNameThatIsTakenOrInsideOfARepositoryIsRefused(String name) throws IOException {
        creation.create(new NewRepository("a", ""));
        if (name.equals("a/b")) {
            // A folder beside the repository is not inside of it.
            creation.create(new NewRepository(name, ""));
            assertThat(folder.resolve("a/b.git")).exists();
            return;
        }
        assertThatThrownBy(() -> creation.create(new NewRepository(name, "")))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure())
                                .isInstanceOfAny(Failure.Conflict.class, Failure.Malformed.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "..", "../x", "a/../b", ".hidden", "a//b", "/a", "a/", "a.git", "a\\b", "a\nb", "a:b", "-a", "a.",
                "a ", "~a"
            })
    void oddNamesAreRefused(String name) {
        assertThatThrownBy(() -> new NewRepository(name, ""))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure()).isInstanceOf(Failure.Malformed.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Größe", "a b", "x_y-z+1@home", "日本/語"})
    void namesOfAnyLanguageAreTaken(String name) throws IOException {
        creation.create(new NewRepository(name, "described"));
        assertThat(folder.resolve(name + ".git").resolve("HEAD")).hasContent("ref: refs/heads/main");
    }
}
