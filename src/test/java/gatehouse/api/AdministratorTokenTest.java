// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class AdministratorTokenTest {
    private final AdministratorToken token = AdministratorToken.random(new SecureRandom(new byte[] {5}));

    @Test
    void aTokenIsOnlyItself() {
        assertThat(token.is(token.text())).isTrue();
        assertThat(token.is("")).isFalse();
        assertThat(token.is(token.text() + "x")).isFalse();
        assertThat(token.is(token.text().substring(1))).isFalse();
        assertThat(AdministratorToken.random(new SecureRandom(new byte[] {6}))).isNotEqualTo(token);
    }

    @Test
    void aTokenHas256BitsAndNeverShowsInLogs() {
        assertThat(token.text()).hasSize(43);
        assertThat(token.toString()).doesNotContain(token.text());
    }

    @Test
    void aShortTokenIsRefused() {
        assertThatThrownBy(() -> new AdministratorToken("short")).isInstanceOf(IllegalArgumentException.class);
    }
}
