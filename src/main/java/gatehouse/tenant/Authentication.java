// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.failure.FailureException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Finds out who makes a request from its {@code Authorization} header. A password that is wrong, and credentials that
 * came over a transport on which they are not used, make an anonymous caller that is not asked to sign in. In place of
 * the password may be an access token. Safe for use by many threads. Source: Command/P2PHttp.hs mkGetServerMode.
 */
public final class Authentication {
    /** Of bcrypt's form and cost, and matched by no password that anybody knows. */
    private static final PasswordHash NOBODY = new PasswordHash("$2b$11$" + ".".repeat(53));

    private final AccountDirectory accounts;
    private final EnvironmentAccounts environment;
    private final TokenSignIn tokens;
    private final Set<Transport> accepted;
    private final Verifier verifier;
    private final FailedAttempts failures;

    /** @param accepted the transports on which accounts of the store may sign in, with a password or a token */
    public Authentication(
            AccountDirectory accounts,
            EnvironmentAccounts environment,
            TokenSignIn tokens,
            Set<Transport> accepted,
            SecureRandom random,
            LongSupplier nanoClock) {
        this.accounts = accounts;
        this.environment = environment;
        this.tokens = tokens;
        this.accepted = Set.copyOf(accepted);
        this.verifier = new Verifier(random, nanoClock);
        this.failures = new FailedAttempts(nanoClock);
    }

    /**
     * @param authorization the header's value, one char for each byte; empty when there is none
     * @throws FailureException Malformed when it is no basic authentication, Busy after too many failures or when too
     *     many sign in at the same time
     */
    public Caller caller(Optional<String> authorization, Connection connection) {
        if (authorization.isEmpty()) {
            return new Caller.Anonymous(true);
        }
        Credentials credentials = Credentials.parse(authorization.get());
        Optional<Caller.Listed> listed = environment.find(credentials, connection);
        if (listed.isPresent()) {
            return listed.get();
        }
        Optional<AccountName> name = credentials.accountName();
        // Git sends the name in a url with an empty password before it asks for one: nobody's, and no guess.
        if (name.isEmpty() || credentials.password().length == 0 || !Transport.used(connection, accepted)) {
            return new Caller.Anonymous(false);
        }
        Optional<AccessToken> token = AccessToken.of(credentials.password());
        return token.isPresent()
                ? tokens.signIn(name.get(), token.get(), connection)
                : signIn(name.get(), credentials.password(), connection);
    }

    /**
     * As {@link #caller}, but only where no password has to be compared: at once, and nothing is counted as a failure.
     * Empty when it has to be, or the header is no basic authentication.
     */
    public Optional<Caller> known(Optional<String> authorization, Connection connection) {
        if (authorization.isEmpty()) {
            return Optional.of(new Caller.Anonymous(true));
        }
        try {
            Credentials credentials = Credentials.parse(authorization.get());
            Optional<Caller.Listed> listed = environment.find(credentials, connection);
            return listed.isPresent() ? Optional.of(listed.get()) : remembered(credentials, connection);
        } catch (FailureException e) {
            return Optional.empty();
        }
    }

    private Optional<Caller> remembered(Credentials credentials, Connection connection) {
        Optional<AccountName> name = credentials.accountName();
        if (name.isEmpty() || !Transport.used(connection, accepted)) {
            return Optional.empty();
        }
        Optional<AccessToken> token = AccessToken.of(credentials.password());
        if (token.isPresent()) {
            return tokens.find(name.get(), token.get());
        }
        return accounts.find(name.get())
                .filter(found -> !found.disabled())
                .filter(found -> verifier.remembers(found.passwordHash(), credentials.password()))
                .map(found -> new Caller.SignedIn(name.get(), found.role()));
    }

    private Caller signIn(AccountName name, byte[] password, Connection connection) {
        Optional<Account> account = accounts.find(name).filter(found -> !found.disabled());
        PasswordHash hash = account.map(Account::passwordHash).orElse(NOBODY);
        boolean[] counted = new boolean[1];
        boolean matches = verifier.matches(hash, password, () -> {
            counted[0] = true;
            failures.count(connection, name);
        });
        if (!matches || account.isEmpty()) {
            return new Caller.Anonymous(false);
        }
        if (counted[0]) {
            failures.succeeded(connection, name);
        }
        return new Caller.SignedIn(name, account.get().role());
    }
}
