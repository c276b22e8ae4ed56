// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.object.AnnexRepository.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectLayoutTest {
    private static final List<byte[]> CONTENTS =
            List.of(StoreFixture.content(1, 10), StoreFixture.content(2, 0), StoreFixture.content(3, 70_000));

    @TempDir
    Path folder;

    static Stream<Kind> kinds() {
        return Stream.of(8, 10)
                .flatMap(version -> Stream.of("", "group", "all", "0660", "0640")
                        .map(shared -> new Kind(shared.length() % 2 == 1, version, shared)));
    }

    static Stream<Kind> unshared() {
        return Stream.of(8, 9, 10).flatMap(version -> Stream.of(true, false).map(bare -> new Kind(bare, version, "")));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void objectsHaveThePathsAndModesThatGitAnnexGivesThem(Kind kind) throws IOException {
        AnnexRepository theirs = AnnexRepository.make(folder.resolve("theirs"), kind);
        AnnexRepository ours = AnnexRepository.make(folder.resolve("ours"), kind);
        ObjectStore store = StoreFixture.store(ours.config());
        for (byte[] content : CONTENTS) {
            Key key = AnnexRepository.sha256(content);
            Path file = Files.write(folder.resolve("file"), content);
            theirs.annex("setkey", key.text(), file.toString()).requireSuccess();
            assertThat(StoreFixture.put(store, content)).isEqualTo(new Upload.Result.Stored());
            ours.recordPresent(key);
        }
        assertThat(ours.objects()).isEqualTo(theirs.objects()).hasSizeGreaterThan(9);
        assertThat(ours.annex("fsck", "--all").requireSuccess()).doesNotContain("failed");
        assertThat(ours.objects()).isEqualTo(theirs.objects());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void removingAnObjectLeavesWhatGitAnnexLeaves(Kind kind) throws IOException {
        AnnexRepository theirs = AnnexRepository.make(folder.resolve("theirs"), kind);
        AnnexRepository ours = AnnexRepository.make(folder.resolve("ours"), kind);
        ObjectStore store = StoreFixture.store(ours.config());
        for (byte[] content : CONTENTS) {
            Path file = Files.write(folder.resolve("file"), content);
            theirs.annex("setkey", AnnexRepository.sha256(content).text(), file.toString())
                    .requireSuccess();
            StoreFixture.put(store, content);
        }
        for (byte[] content : CONTENTS.subList(0, 2)) {
            Key key = AnnexRepository.sha256(content);
            theirs.annex("dropkey", "--force", key.text()).requireSuccess();
            assertThat(store.remove(key, Duration.ZERO)).isEqualTo(new Removal.Removed());
            assertThat(store.present(key)).isFalse();
        }
        assertThat(ours.objects()).isEqualTo(theirs.objects()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("unshared")
    void whatGitAnnexHasStoredIsHereInBothLayouts(Kind kind) throws IOException {
        AnnexRepository repository = AnnexRepository.make(folder.resolve("repository"), kind);
        ObjectStore store = StoreFixture.store(repository.config());
        byte[] content = StoreFixture.content(5, 3000);
        Key key = AnnexRepository.sha256(content);
        assertThat(store.present(key)).isFalse();
        Path file = Files.write(folder.resolve("file"), content);
        repository.annex("setkey", key.text(), file.toString()).requireSuccess();
        assertThat(store.present(key)).isTrue();
        assertThat(StoreFixture.read(store, key)).hasValue(content);
        ObjectStore other = StoreFixture.store(StoreFixture.config(
                repository.config().gitDir(), !repository.config().bare()));
        assertThat(other.present(key)).isTrue();
        assertThat(StoreFixture.put(other, content)).isEqualTo(new Upload.Result.AlreadyThere());
    }
}
