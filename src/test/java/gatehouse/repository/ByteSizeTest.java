// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.RealAnnex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    private static final List<String> SPELLINGS = List.of(
            "100 gigabytes",
            "0.8TB",
            "1kB",
            "1 k",
            "1K",
            "1KiB",
            "1 kibibyte",
            "2 kibibytes",
            "1 kilobyte",
            "3 MiB",
            "3 Mi",
            "1.5 mebibytes",
            "1Mbit",
            "1 megabit",
            "8 kilobits",
            "1.5e3",
            "1.5e3 kB",
            "1E3",
            "1e+3",
            "1e-3",
            "15e-1 kB",
            "5. GB",
            "1 GB free",
            " 7 MB ",
            "5b",
            "5 bytes",
            "1 byte",
            "1 tib",
            "1 tebibyte",
            "1 PB",
            "2 PiB",
            "1 petabyte",
            "0.9 eb",
            "0.5 exbibytes",
            "2g",
            "2gi",
            "2t",
            "1,5 GB",
            "1 000 MB",
            "0B",
            "1.5",
            "2.5",
            "1.2345 kB",
            "0.0001 pb",
            "3 terabytes",
            "1 pebibyte",
            "7 gbit",
            "1 tbit",
            "0.001 zb");

    @ParameterizedTest
    @CsvSource({
        "1000,1000",
        "0,0",
        "1 megabyte,1000000",
        "100gb,100000000000",
        "0.5TB,500000000000",
        "2 k,2000",
        "10 KiB,10240",
        "3 ki,3072",
        "1.5 mebibytes,1572864",
        "8 kbit,1000",
        "1 kilobit,125",
        "1e3 mb,1000000000",
        "5 bytes,5",
        "5 B,5",
        "1 gigabytes free,1000000000",
        "9999999999 yb,9223372036854775807",
        "1E3,1000",
        "1.5e3 kB,1500000",
        "1e+3,1000",
        "1e-3,0",
        "15e-1 kB,1500",
        "1 e,1000000000000000000",
        "1e,1000000000000000000",
        "1e100,9223372036854775807",
        "1e99999999999,9223372036854775807",
        "1e-99999999999 qb,0",
        "0e99999999999,0",
        "5. GB,5",
        "1.2345 kB,1234",
        "2.5,2",
        "1.5,2"
    })
    void sizesAreReadAsGitAnnexReadsThem(String text, long bytes) {
        assertThat(ByteSize.parse(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gb",
                "-1 gb",
                "1 parsec",
                "1 kbi",
                ".5 gb",
                "one",
                "+5",
                "10 bits",
                "5 bb",
                "1GBfoo",
                "1 gig"
            })
    void whatIsNoSizeIsNone(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }

    /** The real client writes and tells the same number of bytes. */
    @Test
    void gitAnnexReadsThemAsTheSameNumber(@TempDir Path folder) throws IOException {
        try (RealAnnex annex = RealAnnex.initialised(folder.resolve("annex"))) {
            for (String text : SPELLINGS) {
                annex.run("git", "annex", "maxsize", "here", text);
                String told =
                        annex.run("git", "annex", "maxsize", "--bytes", "here").strip();
                assertThat(told)
                        .as(text)
                        .isEqualTo(Long.toString(ByteSize.parse(text).orElseThrow()));
            }
        }
    }
}
