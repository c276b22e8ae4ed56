// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.10",
                "::1",
                "0:0:0:0:0:0:0:1",
                "[::1]",
                "::ffff:127.0.0.1",
                "[0:0:0:0:0:0:0:1]"
            })
    void addressesOfThisMachineAreLoopback(String address) {
        assertThat(new Connection(address, false).loopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "128.0.0.1",
                "127.0.0.1.example.org",
                "::2",
                "1::1",
                "::ffff:10.0.0.1",
                "localhost",
                "",
                "10.127.0.0.1"
            })
    void othersAreNot(String address) {
        assertThat(new Connection(address, false).loopback()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:ffff::1",
        "2001:db8:0:0:3:4:5:6, 2001:db8::1",
        "[2001:db8:0:0:0:0:0:6], 2001:db8::1%eth0"
    })
    void hostsOfOneIpv6NetworkAreCountedTogether(String one, String other) {
        assertThat(new Connection(one, true).network()).isEqualTo(new Connection(other, true).network());
    }

    @Test
    void hostsOfDifferentNetworksAreCountedApart() {
        assertThat(new Connection("2001:db8:1:2::1", true).network())
                .isNotEqualTo(new Connection("2001:db8:1:3::1", true).network());
        assertThat(new Connection("192.0.2.1", true).network())
                .isNotEqualTo(new Connection("192.0.2.2", true).network());
    }
}
