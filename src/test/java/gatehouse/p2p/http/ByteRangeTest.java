// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.p2p.http.ByteRange.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-3 | PART | 0 | 4",
                "bytes=4-  | PART | 4 | 6",
                "bytes=-3  | PART | 7 | 3",
                "bytes=-99 | PART | 0 | 10",
                "bytes=8-99 | PART | 8 | 2",
                "bytes=9-9 | PART | 9 | 1",
                "bytes=10- | UNSATISFIABLE | 0 | 0",
                "bytes=-0  | UNSATISFIABLE | 0 | 0",
                "bytes=5-4 | WHOLE | 0 | 10",
                "bytes=0-1,3-4 | WHOLE | 0 | 10",
                "bytes=-   | WHOLE | 0 | 10",
                "lines=0-3 | WHOLE | 0 | 10",
                "bytes=99999999999999999999- | WHOLE | 0 | 10"
            })
    void aRangeOfTenBytes(String header, Kind kind, long firstByte, long lengthBytes) {
        assertThat(ByteRange.of(header, 10)).isEqualTo(new ByteRange(kind, firstByte, lengthBytes));
    }
}
