// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The access tokens in the store. What is made or revoked is durable, and audited in the same transaction, when the
 * method returns. An account that is deleted takes its tokens with it. Safe for use by many threads.
 */
public interface AccessTokens {
    /** All of them are looked through when one is shown. */
    int MOST_OF_ACCOUNT = 100;

    /** Those of an account in the order of their names, with those that expired and were not cleared away yet. */
    List<IssuedToken> of(AccountName account);

    /**
     * Makes one known, and clears away those of the account that have expired.
     *
     * @throws gatehouse.failure.FailureException Missing when there is no such account, Conflict when it has a token of
     *     that name, or {@link #MOST_OF_ACCOUNT}
     */
    void create(IssuedToken token, Author author);

    /** @throws gatehouse.failure.FailureException Missing when there is no such token */
    void revoke(AccountName account, TokenName name, Author author);

    /** Records when tokens were last used, where that is later than what is recorded; not audited. */
    void used(Map<TokenHash, Instant> uses);
}
