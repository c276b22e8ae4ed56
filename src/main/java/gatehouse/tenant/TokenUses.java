// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * When tokens were last used: noted in memory by requests, at most once a minute for each token, and written to the
 * store by somebody else. What a crash loses is a minute of that. Safe for use by many threads.
 */
public final class TokenUses {
    static final Duration APART = Duration.ofMinutes(1);
    /** Those of more tokens than this in one minute are written more often. */
    private static final int MAX_NOTED = 100_000;

    private final AccessTokens tokens;
    private final Cache<TokenHash, Instant> noted =
            Caffeine.newBuilder().maximumSize(MAX_NOTED).executor(Runnable::run).build();
    private final ConcurrentMap<TokenHash, Instant> unwritten = new ConcurrentHashMap<>();

    public TokenUses(AccessTokens tokens) {
        this.tokens = tokens;
    }

    /** @param hash of a token that is valid, so that there are not many */
    void note(TokenHash hash, Instant now) {
        Instant last = noted.getIfPresent(hash);
        if (last == null || Duration.between(last, now).abs().compareTo(APART) >= 0) {
            noted.put(hash, now);
            unwritten.put(hash, now);
        }
    }

    /** Writes what was noted; on failure it is kept for the next time, and the failure thrown. */
    public void write() {
        Map<TokenHash, Instant> uses = Map.copyOf(unwritten);
        if (!uses.isEmpty()) {
            tokens.used(uses);
            uses.forEach(unwritten::remove);
        }
    }
}
