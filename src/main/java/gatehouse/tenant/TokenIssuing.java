// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** Makes access tokens for people. Safe for use by many threads. */
public final class TokenIssuing {
    private final AccountDirectory accounts;
    private final Rights rights;
    private final SecureRandom random;
    private final InstantSource clock;

    /**
     * A token that is wanted.
     *
     * @param expires empty for the usual life
     */
    public record Wanted(AccountName account, TokenName name, TokenScope scope, Optional<Instant> expires) {}

    /** @param token to be shown once, and kept nowhere */
    public record Issued(AccessToken token, IssuedToken known) {}

    public TokenIssuing(AccountDirectory accounts, Rights rights, SecureRandom random, InstantSource clock) {
        this.accounts = accounts;
        this.rights = rights;
        this.random = random;
        this.clock = clock;
    }

    /**
     * @throws FailureException Missing when there is no such account, or it may not use a repository that is listed;
     *     Malformed when the token would expire too early or late; Conflict as {@link AccessTokens#create}
     */
    public Issued issue(Wanted wanted, Author author) {
        Account account = accounts.find(wanted.account())
                .orElseThrow(() -> new FailureException(new Failure.Missing("there is no account of that name")));
        Caller.SignedIn owner = new Caller.SignedIn(account.name(), account.role());
        for (Uuid repository : wanted.scope().repositories().orElse(Set.of())) {
            if (rights.access(owner, repository).level() == Level.NONE) {
                throw new FailureException(new Failure.Missing("the account may not use each of these repositories"));
            }
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        TokenLife life = wanted.expires()
                .map(expires -> TokenLife.until(expires.truncatedTo(ChronoUnit.MILLIS), now))
                .orElseGet(() -> TokenLife.usual(now));
        AccessToken token = AccessToken.random(random);
        IssuedToken known = new IssuedToken(
                account.name(), wanted.name(), TokenHash.of(token), wanted.scope(), life, Optional.empty());
        accounts.createToken(known, author);
        return new Issued(token, known);
    }
}
