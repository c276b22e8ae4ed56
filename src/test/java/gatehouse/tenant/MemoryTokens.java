// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Access tokens in memory, which count how often uses are written. */
final class MemoryTokens implements AccessTokens {
    final AtomicInteger written = new AtomicInteger();
    private final ConcurrentSkipListMap<TokenName, IssuedToken> tokens = new ConcurrentSkipListMap<>();

    @Override
    public List<IssuedToken> of(AccountName account) {
        return tokens.values().stream()
                .filter(token -> token.account().equals(account))
                .toList();
    }

    @Override
    public void create(IssuedToken token, Author author) {
        if (tokens.putIfAbsent(token.name(), token) != null) {
            throw new FailureException(new Failure.Conflict("taken"));
        }
    }

    @Override
    public void revoke(AccountName account, TokenName name, Author author) {
        if (tokens.remove(name) == null) {
            throw new FailureException(new Failure.Missing("no such token"));
        }
    }

    @Override
    public void used(Map<TokenHash, Instant> uses) {
        written.addAndGet(uses.size());
        tokens.replaceAll((name, old) -> uses.containsKey(old.hash())
                ? new IssuedToken(
                        old.account(), name, old.hash(), old.scope(), old.life(), Optional.of(uses.get(old.hash())))
                : old);
    }
}
