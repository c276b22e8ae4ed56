// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.JournalLocked;
import gatehouse.branch.MergeOutcome;
import gatehouse.git.GitHost;
import gatehouse.git.OpenRepositories;
import gatehouse.git.ServedRepository;
import gatehouse.p2p.Peer;
import gatehouse.p2p.http.P2pHost;
import gatehouse.p2p.http.Sender;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Action;
import gatehouse.tenant.Authentication;
import gatehouse.tenant.Caller;
import gatehouse.tenant.Permission;
import gatehouse.tenant.Rights;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jgit.lib.Repository;

/** What the edges ask of the server. */
final class HttpHost implements P2pHost, GitHost {
    private static final Logger LOG = Logger.getLogger(HttpHost.class.getName());
    private static final Duration MERGE_LOCK_WAIT = Duration.ofSeconds(30);

    private final Gatehouse.Parts parts;
    private final Authentication authentication;
    private final Rights rights;
    private final RequestAddress address;

    HttpHost(Gatehouse.Parts parts, Authentication authentication, Rights rights, RequestAddress address) {
        this.parts = parts;
        this.authentication = authentication;
        this.rights = rights;
        this.address = address;
    }

    @Override
    public Optional<Peer> peer(Uuid uuid) {
        return parts.peers().peer(uuid);
    }

    @Override
    public Permission permission(Sender sender, Uuid uuid, Action action) {
        return rights.permission(caller(sender), uuid, action);
    }

    @Override
    public Optional<Permission> knownPermission(Sender sender, Uuid uuid, Action action) {
        return authentication
                .known(Optional.ofNullable(sender.header("Authorization")), address.connection(sender))
                .map(caller -> rights.permission(caller, uuid, action));
    }

    @Override
    public Optional<ServedRepository> find(String name) {
        return parts.directory().find(name);
    }

    @Override
    public GitHost.Standing standing(HttpServletRequest request, Uuid uuid) {
        Caller caller = caller(Sender.of(request));
        Permission refusal = caller instanceof Caller.Anonymous ? Permission.SIGN_IN_NEEDED : Permission.FORBIDDEN;
        return new GitHost.Standing(rights.access(caller, uuid), refusal);
    }

    @Override
    public <R> Optional<R> withRepository(Uuid uuid, OpenRepositories.RepositoryUse<R> use) throws IOException {
        return parts.open().withRepository(uuid, use);
    }

    @Override
    public void beforeFetch(Uuid uuid) {
        parts.committer().flush(uuid);
    }

    @Override
    public void pushed(Uuid uuid, Repository repository) throws IOException {
        MergeOutcome outcome = parts.open()
                .with(uuid, branch -> {
                    try (JournalLocked locked = branch.lock(MERGE_LOCK_WAIT)) {
                        return branch.merge(locked);
                    }
                })
                .orElse(new MergeOutcome(List.of(), List.of()));
        // The sizes follow the new tip.
        parts.committer().recorded(uuid);
        LOG.log(Level.FINE, "after a push: {0}", outcome);
    }

    @Override
    public String annexUrl(HttpServletRequest request) {
        return address.annexUrl(request);
    }

    @Override
    public Executor executor() {
        return parts.threads().git();
    }

    private Caller caller(Sender sender) {
        return authentication.caller(Optional.ofNullable(sender.header("Authorization")), address.connection(sender));
    }
}
