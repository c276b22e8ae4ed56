// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** An object larger than 4 GiB, there and back. Needs 16 GiB of disk for a while. */
@WithServer
class BigObjectIT {
    private static final long GIB = 1L << 30;
    private static final long SIZE = 5 * GIB;
    private static final long MEMORY_KILOBYTES = 1_500_000;

    private final Bench bench;

    BigObjectIT(Bench bench) {
        this.bench = bench;
    }

    @Test
    void fiveGibibytesGoToTheServerAndComeBack() throws IOException {
        assertThat(bench.folder().toFile().getUsableSpace()).as("free disk").isGreaterThan(16 * GIB);
        ServedRepository served = bench.moreRepositories("big", 1).get(0);
        Path folder = bench.newFolder("big-clone");
        Machine machine = Machine.at(folder.resolve("home"), AnnexRelease.NEWEST);
        Clone clone = Clone.of(bench.server(), served, machine, folder.resolve("clone"));
        clone.writeSparse("big", SIZE).commit();

        clone.does("move", "--to", "origin", "big");
        assertThat(clone.has("big")).isFalse();
        assertThat(Files.size(served.objects().get(clone.key("big")))).isEqualTo(SIZE);
        assertThat(bench.server().residentKilobytes()).isLessThan(MEMORY_KILOBYTES);

        clone.does("move", "--from", "origin", "big");
        assertThat(Files.size(clone.folder().resolve("big"))).isEqualTo(SIZE);
        assertThat(served.objects()).isEmpty();
        assertThat(bench.server().residentKilobytes()).isLessThan(MEMORY_KILOBYTES);
        Bench.delete(folder);
    }
}
