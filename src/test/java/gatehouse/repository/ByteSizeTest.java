// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "100 gigabytes, 100000000000", "0.8TB, 800000000000", "512 KiB, 524288", "1000, 1000", "1 byte, 1",
        "10kB, 10000", "10 kilobytes, 10000", "1 megabit, 125000", "1 mebibyte, 1048576", "2 m, 2000000", "0, 0",
        "1GB of room, 1000000000", "99999999 YB, 9223372036854775807"
    })
    void sizesAsPeopleWriteThem(String text, long bytes) {
        assertThat(ByteSize.parse(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "-1", "GB", "1 parsec"})
    void whatIsNoSize(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }
}
