// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.p2p.ProtocolVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
    @ParameterizedTest
    @CsvSource({
        "checkpresent, v0, CHECK_PRESENT",
        "checkpresent, v4, CHECK_PRESENT",
        "put, v0, PUT",
        "putoffset, v1, PUT_OFFSET",
        "remove, v0, REMOVE",
        "remove-before, v3, REMOVE_BEFORE",
        "gettimestamp, v3, GET_TIMESTAMP",
        "lockcontent, v0, LOCK_CONTENT",
        "keeplocked, v4, KEEP_LOCKED"
    })
    void requestsAreFoundFromTheVersionOnTheyBeganWith(String word, String version, Operation operation) {
        assertThat(Route.of("/git-annex/U/" + version + "/" + word))
                .isEqualTo(new Route.Versioned("U", ProtocolVersion.of(version).orElseThrow(), operation, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/git-annex/U/v0/putoffset",
                "/git-annex/U/v2/gettimestamp",
                "/git-annex/U/v2/remove-before",
                "/git-annex/U/v5/checkpresent",
                "/git-annex/U/V4/checkpresent",
                "/git-annex/U/4/checkpresent",
                "/git-annex/U/v4/checkpresent/x",
                "/git-annex/U/v4/key",
                "/git-annex/U/v4/key/a/b",
                "/git-annex/U/v4",
                "/git-annex/U",
                "/git-annex",
                "/",
                "",
                "/x/U/v4/checkpresent",
                "//git-annex/U/v4/checkpresent",
                "/git-annex/U/v4//checkpresent",
                "/git-annex/U/v4/nothing",
                "/git-annex/U/v4/checkpresent;x=1"
            })
    void nothingElseIsServed(String path) {
        assertThat(Route.of(path)).isEqualTo(new Route.Nowhere());
    }

    @Test
    void aKeyKeepsItsEncodingUntilItIsRead() {
        assertThat(Route.of("/git-annex/U/v4/key/WORM--a%2Fb"))
                .isEqualTo(new Route.Versioned("U", ProtocolVersion.V4, Operation.KEY, "WORM--a%2Fb"));
    }

    @Test
    void theUnversionedDownloadTakesAnyKey() {
        assertThat(Route.of("/git-annex/U/key/WORM--a")).isEqualTo(new Route.PlainKey("U", "WORM--a"));
    }

    @Test
    void aSlashAtTheEndAndEncodedLettersChangeNothing() {
        assertThat(Route.of("/git%2Dannex/U/%76%34/checkpresent/"))
                .isEqualTo(new Route.Versioned("U", ProtocolVersion.V4, Operation.CHECK_PRESENT, ""));
    }
}
