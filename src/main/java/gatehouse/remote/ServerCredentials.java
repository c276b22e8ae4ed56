// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.remote.PasswordSeal.Owner;
import gatehouse.remote.http.AnnexUrl;
import gatehouse.remote.http.HttpRemote;
import gatehouse.tenant.Author;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * With what this server signs in to others, answered from memory. A change made through this object shows at once, one
 * made by another server on the same store after {@link #STALE_SECONDS}. Safe for use by many threads.
 */
public final class ServerCredentials {
    private static final Logger LOG = Logger.getLogger(ServerCredentials.class.getName());
    private static final int STALE_SECONDS = 5;
    private static final int MAX_SERVERS = 10_000;

    private final SealedCredentials stored;
    private final PasswordSeal seal;
    private final Cache<ServerName, Optional<HttpRemote.Credentials>> known;

    public ServerCredentials(SealedCredentials stored, PasswordSeal seal, LongSupplier nanoClock) {
        this.stored = stored;
        this.seal = seal;
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(Duration.ofSeconds(STALE_SECONDS))
                .maximumSize(MAX_SERVERS)
                .ticker(nanoClock::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /** Whose account is used on a server. */
    public record Account(ServerName server, String user) {}

    /** Empty where there are none, or they cannot be read with the key that this server has. */
    public Optional<HttpRemote.Credentials> of(AnnexUrl url) {
        return known.get(ServerName.of(url), server -> stored.find(server).flatMap(this::opened));
    }

    private Optional<HttpRemote.Credentials> opened(SealedCredentials.Entry entry) {
        Optional<String> password = seal.open(new Owner(entry.server(), entry.user()), entry.sealedPassword());
        if (password.isEmpty()) {
            LOG.log(Level.WARNING, "the credentials for {0} were encrypted with another key", entry.server());
        }
        return password.map(opened -> new HttpRemote.Credentials(entry.user(), opened));
    }

    /** In the order of the servers. */
    public List<Account> all() {
        return stored.all().stream()
                .map(entry -> new Account(entry.server(), entry.user()))
                .toList();
    }

    /** As {@link SealedCredentials#set}. */
    public void set(ServerName server, HttpRemote.Credentials credentials, Author author) {
        byte[] sealed = seal.seal(new Owner(server, credentials.user()), credentials.password());
        try {
            stored.set(new SealedCredentials.Entry(server, credentials.user(), sealed), author);
        } finally {
            known.invalidate(server);
        }
    }

    /** As {@link SealedCredentials#remove}. */
    public void remove(ServerName server, Author author) {
        try {
            stored.remove(server, author);
        } finally {
            known.invalidate(server);
        }
    }
}
