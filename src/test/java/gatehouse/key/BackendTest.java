// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BackendTest {
    @ParameterizedTest
    @EnumSource(Hash.class)
    void eachHashHasABackendWithoutAndOneWithExtension(Hash hash) {
        assertThat(Backend.named(hash.name())).isEqualTo(new Backend.Hashed(hash, false));
        assertThat(Backend.named(hash.name() + "E")).isEqualTo(new Backend.Hashed(hash, true));
        assertThat(Backend.named(hash.name() + "EE")).isInstanceOf(Backend.Other.class);
    }

    @ParameterizedTest
    @EnumSource(Hash.class)
    void onlyBrokenHashesAreInsecure(Hash hash) {
        Security expected = hash == Hash.MD5 || hash == Hash.SHA1 ? Security.INSECURE : Security.SECURE;
        assertThat(Backend.named(hash.name()).security()).isEqualTo(expected);
        assertThat(Backend.named(hash.name() + "E").security()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "WORM, Worm, INSECURE",
        "URL, Url, INSECURE",
        "VURL, Vurl, AS_EQUIVALENT_KEYS",
        "GITBUNDLE, GitBundle, SECURE",
        "GITMANIFEST, GitManifest, INSECURE",
        "X, External, INSECURE",
        "XFOOE, External, INSECURE",
        "WORME, Other, INSECURE",
        "sha256, Other, INSECURE",
        "SHA2_256, Other, INSECURE",
        "BLAKE2BP256, Other, INSECURE",
        "SKEIN1024, Other, INSECURE"
    })
    void otherNamesAreTakenAsGitAnnexTakesThem(String name, String kind, Security security) {
        Backend backend = Backend.of(Key.of(name + "--x").orElseThrow());
        assertThat(backend.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(backend.security()).isEqualTo(security);
    }

    @Test
    void namesWithAnExtensionAreThoseThatTheKeyBounds() {
        String longExtension = "." + "x".repeat(64);
        for (String name : BackendNames.KNOWN.keySet()) {
            Optional<Key> key = Key.of(name + "--x" + longExtension);
            boolean extension = Backend.named(name) instanceof Backend.Hashed hashed && hashed.extension();
            assertThat(key.isEmpty()).as(name).isEqualTo(extension);
        }
    }
}
