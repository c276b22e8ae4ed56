// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Content that is too large for memory, sent and received by ways of its own. */
@WithServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeTransferIT {
    private static final int MIB = 1 << 20;

    private final Bench bench;
    private final AnnexApi api;
    private final byte[] content = Keys.content(new Random(17), 5 * MIB + 3);
    private final String key = Keys.sha256(content);

    LargeTransferIT(Bench bench) {
        this.bench = bench;
        this.api = bench.api();
    }

    @BeforeAll
    void store() {
        assertThat(api.put(key, content).text()).contains("\"stored\":true");
    }

    @ParameterizedTest(name = "{0} bytes from {1}")
    @CsvSource({
        "262143, 0",
        "262144, 0",
        "262145, 0",
        "2129919, 0",
        "2129920, 0",
        "2129921, 0",
        "4500000, 1",
        "4500000, 4499999",
        "4500000, 4200000",
        "4500000, 4500000"
    })
    void whatIsPutIsWhatIsGot(int bytes, int offset) {
        byte[] some = Keys.content(new Random(bytes), bytes);
        String name = Keys.sha256(some);
        try (Wire wire = Wire.to(api.server().port())) {
            wire.send(Request.of("POST", api.target("v4", "put", name, ""))
                    .declaring(bytes)
                    .with(Request.OCTETS)
                    .with("Content-Length: " + bytes)
                    .wire());
            wire.send(some);
            assertThat(wire.answer().text()).contains("\"stored\":true");
            wire.send(download(name, "&offset=" + offset).wire());
            assertThat(wire.answer().body()).isEqualTo(Arrays.copyOfRange(some, offset, bytes));
            wire.send(download(name, "").wire());
            assertThat(wire.answer().body()).isEqualTo(some);
        }
    }

    @Test
    void manyAtOnceOnSlowConnectionsEachGetAll() {
        Wire[] wires = new Wire[20];
        for (int i = 0; i < wires.length; i++) {
            wires[i] = Wire.to(api.server().port());
            wires[i].send(download(key, "").wire());
        }
        for (Wire wire : wires) {
            assertThat(wire.answer().body()).isEqualTo(content);
            wire.close();
        }
    }

    @Test
    void aReaderThatGoesAwayLeavesNothingBehind() {
        for (int i = 0; i < 20; i++) {
            Wire wire = Wire.to(api.server().port());
            wire.send(download(key, "").wire());
            wire.close();
        }
        assertThat(api.get(key).body()).isEqualTo(content);
    }

    @Test
    void contentThatBecomesShorterOnItsWayIsNotTakenForWhole() throws IOException {
        byte[] other = Keys.content(new Random(99), 40 * MIB);
        String name = Keys.sha256(other);
        assertThat(api.put(name, other).text()).contains("\"stored\":true");
        try (Wire wire = Wire.to(api.server().port())) {
            wire.send(download(name, "").wire());
            // By now the buffers between the two are full.
            Poll.pause(500);
            try (RandomAccessFile object = onDisk(name)) {
                object.setLength(30 * MIB);
            }
            assertThat(bodyBytes(wire)).isLessThan(other.length);
        }
    }

    @Test
    void ofContentThatChangesOnItsWayTheLastByteIsLeftOut() throws IOException {
        byte[] other = Keys.content(new Random(98), 40 * MIB);
        String name = Keys.sha256(other);
        assertThat(api.put(name, other).text()).contains("\"stored\":true");
        try (Wire wire = Wire.to(api.server().port())) {
            wire.send(download(name, "").wire());
            Poll.pause(500);
            try (RandomAccessFile object = onDisk(name)) {
                object.seek(39 * MIB);
                object.write(~other[39 * MIB]);
            }
            assertThat(bodyBytes(wire)).isEqualTo(other.length - 1);
        }
    }

    private RandomAccessFile onDisk(String name) throws IOException {
        Path file = bench.repository().objects().get(name);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return new RandomAccessFile(file.toFile(), "rw");
    }

    /** -1 when the answer breaks off. */
    private static int bodyBytes(Wire wire) {
        try {
            return wire.answer().body().length;
        } catch (UncheckedIOException e) {
            return -1;
        }
    }

    private Request download(String name, String more) {
        return Request.get(api.path() + "/v4/key/" + Keys.percentEncoded(name) + "?" + AnnexApi.CLIENT + more);
    }
}
