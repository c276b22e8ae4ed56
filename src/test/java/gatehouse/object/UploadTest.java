// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import static gatehouse.object.StoreFixture.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.object.Upload.Result;
import gatehouse.repository.AnnexConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {
    private static final byte[] CONTENT = StoreFixture.content(7, 300_000);
    private static final Key KEY = AnnexRepository.sha256(CONTENT);

    @TempDir
    Path gitDir;

    ObjectStore store;

    @BeforeEach
    void open() {
        store = StoreFixture.store(StoreFixture.bare(gitDir));
    }

    private Path partial() {
        return gitDir.resolve("annex/tmp").resolve(KEY.text());
    }

    private void nothingIsLeftOfTheTransfer() throws IOException {
        for (String folder : List.of("tmp", "transfer", "othertmp")) {
            Path path = gitDir.resolve("annex").resolve(folder);
            if (Files.exists(path)) {
                try (Stream<Path> all = Files.walk(path)) {
                    assertThat(all.filter(Files::isRegularFile)).isEmpty();
                }
            }
        }
    }

    @Test
    void contentIsStoredWholeAndReadBack() throws IOException {
        assertThat(StoreFixture.put(store, CONTENT)).isEqualTo(new Result.Stored());
        assertThat(store.present(KEY)).isTrue();
        assertThat(StoreFixture.read(store, KEY)).hasValue(CONTENT);
        assertThat(StoreFixture.read(store, KEY, 299_990)).hasValue(Arrays.copyOfRange(CONTENT, 299_990, 300_000));
        assertThat(StoreFixture.read(store, KEY, 400_000)).hasValue(new byte[0]);
        nothingIsLeftOfTheTransfer();
    }

    @Test
    void aSecondCopyIsDropped() throws IOException {
        StoreFixture.put(store, CONTENT);
        assertThat(StoreFixture.put(store, CONTENT)).isEqualTo(new Result.AlreadyThere());
        nothingIsLeftOfTheTransfer();
    }

    @Test
    void whatHasArrivedIsGoneOnWith() throws IOException {
        StoreFixture.putPart(store, CONTENT, 0, 100_000);
        assertThat(store.partialBytes(KEY)).isEqualTo(100_000);
        StoreFixture.putPart(store, CONTENT, 100_000, 200_001);
        assertThat(store.partialBytes(KEY)).isEqualTo(200_001);
        assertThat(store.present(KEY)).isFalse();
        try (Upload upload = store.begin(new Announcement(KEY, CLIENT, 200_001, 99_999))) {
            for (int at = 200_001; at < CONTENT.length; at += 3) {
                upload.write(ByteBuffer.wrap(CONTENT, at, 3));
            }
            assertThat(upload.missingBytes()).isZero();
            assertThat(upload.finish()).isEqualTo(new Result.Stored());
        }
        assertThat(StoreFixture.read(store, KEY)).hasValue(CONTENT);
    }

    @Test
    void anEarlierOffsetThanWhatHasArrivedOverwrites() throws IOException {
        StoreFixture.putPart(store, CONTENT, 0, 250_000);
        Files.write(partial(), Arrays.copyOf(CONTENT, 350_000));
        try (Upload upload = store.begin(new Announcement(KEY, CLIENT, 50_000, 250_000))) {
            upload.write(ByteBuffer.wrap(CONTENT, 50_000, 250_000));
            assertThat(upload.finish()).isEqualTo(new Result.Stored());
        }
        assertThat(StoreFixture.read(store, KEY)).hasValue(CONTENT);
    }

    @Test
    void aLaterOffsetThanWhatHasArrivedIsRefused() throws IOException {
        StoreFixture.putPart(store, CONTENT, 0, 100);
        try (Upload upload = store.begin(new Announcement(KEY, CLIENT, 101, 299_899))) {
            upload.write(ByteBuffer.wrap(CONTENT, 101, 299_899));
            assertThat(upload.finish()).isEqualTo(new Result.WrongLength());
        }
        assertThat(store.partialBytes(KEY)).isEqualTo(100);
    }

    @Test
    void aBadBeginningIsFoundWhenTheRestArrives() throws IOException {
        StoreFixture.putPart(store, CONTENT, 0, 100_000);
        byte[] bad = Files.readAllBytes(partial());
        bad[500] ^= 1;
        Files.write(partial(), bad);
        try (Upload upload = store.begin(new Announcement(KEY, CLIENT, 100_000, 200_000))) {
            upload.write(ByteBuffer.wrap(CONTENT, 100_000, 200_000));
            assertThat(upload.finish()).isEqualTo(new Result.WrongContent());
        }
        assertThat(store.present(KEY)).isFalse();
        assertThat(partial()).doesNotExist();
        nothingIsLeftOfTheTransfer();
    }

    @Test
    void wrongContentIsDeleted() throws IOException {
        byte[] wrong = CONTENT.clone();
        wrong[299_999] ^= 1;
        assertThat(StoreFixture.put(store, KEY, wrong)).isEqualTo(new Result.WrongContent());
        assertThat(store.present(KEY)).isFalse();
        nothingIsLeftOfTheTransfer();
    }

    @Test
    void aLengthThatIsNotTheKeysIsRefused() throws IOException {
        assertThat(StoreFixture.put(store, KEY, Arrays.copyOf(CONTENT, 299_999)))
                .isEqualTo(new Result.WrongLength());
        assertThat(StoreFixture.put(store, KEY, Arrays.copyOf(CONTENT, 300_001)))
                .isEqualTo(new Result.WrongLength());
    }

    @Test
    void tooFewBytesAreKeptAndTooManyAreNot() throws IOException {
        try (Upload upload = store.begin(new Announcement(KEY, CLIENT, 0, 300_000))) {
            upload.write(ByteBuffer.wrap(CONTENT, 0, 299_999));
            assertThat(upload.missingBytes()).isEqualTo(1);
            assertThat(upload.finish()).isEqualTo(new Result.WrongLength());
        }
        assertThat(store.partialBytes(KEY)).isEqualTo(299_999);
        try (Upload upload = store.begin(new Announcement(KEY, CLIENT, 299_999, 1))) {
            upload.write(ByteBuffer.wrap(new byte[] {CONTENT[299_999], 0}));
            assertThat(upload.finish()).isEqualTo(new Result.WrongLength());
        }
        assertThat(store.present(KEY)).isFalse();
        assertThat(store.partialBytes(KEY)).isEqualTo(300_000);
        try (Upload upload = store.begin(new Announcement(KEY, CLIENT, 300_000, 0))) {
            assertThat(upload.finish()).isEqualTo(new Result.Stored());
        }
    }

    @Test
    void twoUploadsOfOneKeyAtATimeBothSucceed() throws IOException {
        StoreFixture.putPart(store, CONTENT, 0, 200_000);
        try (Upload first = store.begin(new Announcement(KEY, CLIENT, 200_000, 100_000));
                Upload second = store.begin(new Announcement(KEY, CLIENT, 100_000, 200_000));
                Upload third = store.begin(new Announcement(KEY, CLIENT, 0, 300_000))) {
            third.write(ByteBuffer.wrap(CONTENT, 0, 10));
            first.write(ByteBuffer.wrap(CONTENT, 200_000, 50_000));
            second.write(ByteBuffer.wrap(CONTENT, 100_000, 200_000));
            assertThat(second.finish()).isEqualTo(new Result.Stored());
            first.write(ByteBuffer.wrap(CONTENT, 250_000, 50_000));
            assertThat(first.finish()).isEqualTo(new Result.AlreadyThere());
            third.write(ByteBuffer.wrap(CONTENT, 10, 299_990));
            assertThat(third.finish()).isEqualTo(new Result.AlreadyThere());
        }
        assertThat(StoreFixture.read(store, KEY)).hasValue(CONTENT);
        nothingIsLeftOfTheTransfer();
    }

    @Test
    void contentThatDoesNotFitIsRefusedBeforeItsFirstByte() throws IOException {
        AnnexConfig config = StoreFixture.bare(gitDir);
        long room = Files.getFileStore(gitDir).getUsableSpace();
        ObjectStore full = StoreFixture.store(new AnnexConfig(
                config.uuid(),
                gitDir,
                true,
                10,
                config.sharing(),
                config.objectHash(),
                config.branchHash(),
                room + (1L << 30),
                false,
                true));
        assertThatThrownBy(() -> StoreFixture.put(full, CONTENT))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.NoSpace.class));
        nothingIsLeftOfTheTransfer();
        Key huge = new Key("WORM-s" + room * 2 + "--x");
        assertThatThrownBy(() -> store.begin(new Announcement(huge, CLIENT, 0, room * 2)))
                .hasMessageContaining("not enough free space");
        assertThat(StoreFixture.put(store, CONTENT)).isEqualTo(new Result.Stored());
    }

    @Test
    void keysThatCannotBeNamesOfFilesAreNotHereAndCannotBecome() throws IOException {
        for (String text : new String[] {"WORM-s1--" + "x".repeat(300), "WORM-s1--" + "%".repeat(130)}) {
            Key key = new Key(text);
            assertThat(store.present(key)).isFalse();
            assertThat(store.partialBytes(key)).isZero();
            assertThat(store.open(key, 0)).isEmpty();
            assertThat(store.remove(key, Duration.ZERO)).isEqualTo(new Removal.WasAbsent());
            assertThat(store.lockShared(key, Duration.ofMinutes(10))).isEmpty();
            assertThat(store.undelete(key)).isEqualTo(new Undeletion.NotInTrash());
            assertThatThrownBy(() -> store.begin(new Announcement(key, CLIENT, 0, 1)))
                    .isInstanceOfSatisfying(
                            FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Malformed.class));
        }
    }

    @Test
    void keysMayHoldAnyOtherBytes() throws IOException {
        StringBuilder all = new StringBuilder("WORM-s3--../");
        for (char c = 1; c < 256; c += 3) {
            all.append(c);
        }
        Key key = new Key(all.toString());
        byte[] content = {1, 2, 3};
        assertThat(StoreFixture.put(store, key, content)).isEqualTo(new Result.Stored());
        assertThat(StoreFixture.read(store, key)).hasValue(content);
        assertThat(store.remove(key, Duration.ofDays(1))).isEqualTo(new Removal.Removed());
        assertThat(store.trash(10)).singleElement().extracting(Trashed::key).isEqualTo(key);
        assertThat(store.undelete(key)).isEqualTo(new Undeletion.Restored());
        assertThat(StoreFixture.read(store, key)).hasValue(content);
    }
}
