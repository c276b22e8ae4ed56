// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.api.AdministratorToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdministratorTokenFileTest {
    private static final SecureRandom RANDOM = new SecureRandom(new byte[] {9});

    @TempDir
    Path data;

    @Test
    void theTokenIsMadeOnceAndReadByItsOwnerAlone() throws IOException {
        AdministratorToken token = AdministratorTokenFile.open(data, RANDOM);
        assertThat(AdministratorTokenFile.open(data, RANDOM)).isEqualTo(token);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("admin-token"))))
                .isEqualTo("rw-------");
        assertThat(data.toFile().list()).containsExactly("admin-token");
    }

    @Test
    void whatAKilledServerLeftHalfWrittenIsMadeAnew() throws IOException {
        Files.writeString(data.resolve("admin-token.new"), "half");
        assertThat(AdministratorTokenFile.open(data, RANDOM).text()).hasSize(43);
    }

    @Test
    void anEmptiedTokenFileOpensNothing() throws IOException {
        Files.writeString(data.resolve("admin-token"), "\n");
        assertThatThrownBy(() -> AdministratorTokenFile.open(data, RANDOM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 32 characters");
    }
}
