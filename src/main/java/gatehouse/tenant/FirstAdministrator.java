// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/** Makes the account that all others are made with. */
public final class FirstAdministrator {
    public static final AccountName NAME = new AccountName("admin");

    private FirstAdministrator() {}

    /**
     * Creates {@code admin} with a random password, which is to be shown once and is kept nowhere. Empty when there is
     * any account already.
     */
    public static Optional<Password> create(Accounts accounts, SecureRandom random, InstantSource clock) {
        if (!accounts.after(Optional.empty(), 1).isEmpty()) {
            return Optional.empty();
        }
        Password password = Password.random(random);
        Account account =
                new Account(NAME, PasswordHash.of(password, random), Role.ADMINISTRATOR, false, clock.instant());
        return accounts.createFirst(account, Author.SERVER) ? Optional.of(password) : Optional.empty();
    }
}
