// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.FailureException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswordTest {
    private static final SecureRandom RANDOM = new SecureRandom(new byte[] {3});

    @Test
    void tooShortTooLongAndControlCharactersAreRefusedInOneLine() {
        assertThatThrownBy(() -> new Password("1234567"))
                .isInstanceOf(FailureException.class)
                .hasMessage("a password has at least 8 characters");
        assertThatThrownBy(() -> new Password("\u00e9".repeat(37)))
                .isInstanceOf(FailureException.class)
                .hasMessage("a password has at most 72 bytes");
        assertThatThrownBy(() -> new Password("12345678\u0000"))
                .isInstanceOf(FailureException.class)
                .hasMessage("a password has no control characters");
        assertThat(new Password("\u00e9".repeat(36)).bytes()).hasSize(72);
    }

    @Test
    void aHashMatchesItsPasswordAloneAndIsNeverTheSameTwice() {
        Password password = new Password("correct horse");
        PasswordHash hash = PasswordHash.of(password, RANDOM);
        assertThat(hash.matches(password.bytes())).isTrue();
        assertThat(hash.matches("correct horsf".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(hash.matches(new byte[0])).isFalse();
        assertThat(PasswordHash.of(password, RANDOM).text()).isNotEqualTo(hash.text());
    }

    @Test
    void neitherPasswordNorHashNorTokenShowsInLogs() {
        Password password = new Password("correct horse");
        assertThat(password.toString()).doesNotContain("horse");
        assertThat(PasswordHash.of(password, RANDOM).toString()).doesNotContain("$");
    }

    @Test
    void theFirstAdministratorIsMadeOnceAndItsPasswordSignsIn() {
        MemoryAccounts accounts = new MemoryAccounts();
        Password password = FirstAdministrator.create(accounts, RANDOM, InstantSource.system())
                .orElseThrow();
        assertThat(FirstAdministrator.create(accounts, RANDOM, InstantSource.system()))
                .isEmpty();
        List<Account> all = accounts.after(Optional.empty(), 10);
        assertThat(all).hasSize(1);
        assertThat(all.getFirst().administrator()).isTrue();
        assertThat(all.getFirst().passwordHash().matches(password.bytes())).isTrue();
        assertThat(password.text()).matches("[A-Za-z2-9]{20}");
    }

    @Test
    void accountNamesAreRefusedThatCannotSignInOrCannotBeSeen() {
        for (String bad : List.of("", "a:b", " a", "a ", "a\n", "\ud800", "a\u2028b", "x".repeat(129))) {
            assertThat(AccountName.of(bad)).as("<%s>", bad).isEmpty();
        }
        assertThat(AccountName.of("j\u00f6ey hess")).isPresent();
    }
}
