// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "1000,1000", "0,0", "1 megabyte,1000000", "100gb,100000000000", "0.5TB,500000000000", "2 k,2000",
        "10 KiB,10240", "3 ki,3072", "1.5 mebibytes,1572864", "8 kbit,1000", "1 kilobit,125", "1e3 mb,1000000000",
        "5 bytes,5", "5 B,5", "1 gigabytes free,1000000000", "9999999999 yb,9223372036854775807"
    })
    void sizesAreReadAsGitAnnexReadsThem(String text, long bytes) {
        assertThat(ByteSize.parse(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gb", "-1 gb", "1 parsec", "1 kbi", ".5 gb", "one"})
    void whatIsNoSizeIsNone(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }
}
