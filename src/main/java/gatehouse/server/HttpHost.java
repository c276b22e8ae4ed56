// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.MergeOutcome;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.git.GitHost;
import gatehouse.git.OpenRepositories;
import gatehouse.git.ServedRepository;
import gatehouse.git.SettingsLock;
import gatehouse.p2p.Peer;
import gatehouse.p2p.http.ConnectionControl;
import gatehouse.p2p.http.P2pHost;
import gatehouse.p2p.http.Sender;
import gatehouse.p2p.http.Wanted;
import gatehouse.repository.Uuid;
import gatehouse.server.Routes.Route;
import gatehouse.tenant.Action;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.Authentication;
import gatehouse.tenant.Author;
import gatehouse.tenant.Caller;
import gatehouse.tenant.Lockdown;
import gatehouse.tenant.LockdownAudit;
import gatehouse.tenant.Permission;
import gatehouse.tenant.Rights;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jgit.lib.Repository;

/** What the edges ask of the server. */
final class HttpHost implements P2pHost, GitHost {
    private static final Logger LOG = Logger.getLogger(HttpHost.class.getName());

    private final Gatehouse.Parts parts;
    private final Authentication authentication;
    private final Rights rights;
    private final RequestAddress address;
    private final Routes routes;
    private final AuditTrail audit;
    private final ConnectionControl control = new GrizzlyConnectionControl();
    private final LockdownAudit.Recent recent = new LockdownAudit.Recent(System::nanoTime);

    HttpHost(
            Gatehouse.Parts parts,
            Authentication authentication,
            Rights rights,
            RequestAddress address,
            AuditTrail audit) {
        this.parts = parts;
        this.authentication = authentication;
        this.rights = rights;
        this.address = address;
        this.routes = parts.routes();
        this.audit = audit;
    }

    @Override
    public Peer peer(Sender sender, Wanted wanted) {
        List<Route> ways = routes.to(wanted);
        if (ways.isEmpty()) {
            throw new FailureException(new Failure.Missing("no such repository"));
        }
        Caller caller = caller(sender);
        return chosen(caller, ways, wanted.action())
                .orElseThrow(() -> new FailureException(refusal(caller, ways, wanted)));
    }

    @Override
    public Optional<Peer> quickPeer(Sender sender, Wanted wanted) {
        List<Route> ways = routes.to(wanted);
        return ways.isEmpty()
                ? Optional.empty()
                : authentication
                        .known(Optional.ofNullable(sender.header("Authorization")), address.connection(sender))
                        .flatMap(caller -> chosen(caller, ways, wanted.action()));
    }

    /** The first way that the caller may take and that leads there now. */
    private Optional<Peer> chosen(Caller caller, List<Route> ways, Action action) {
        for (Route way : ways) {
            if (rights.permission(caller, way.hub(), action) instanceof Permission.Granted) {
                Optional<Peer> peer = way.peer();
                if (peer.isPresent()) {
                    return peer;
                }
            }
        }
        return Optional.empty();
    }

    private Failure refusal(Caller caller, List<Route> ways, Wanted wanted) {
        boolean signInHelps = false;
        String reason = "not allowed";
        for (Route way : ways) {
            switch (rights.permission(caller, way.hub(), wanted.action())) {
                case Permission.Granted granted -> {
                    return new Failure.Unreachable("there is no way to this repository now");
                }
                case Permission.SignInNeeded needed -> signInHelps = true;
                case Permission.Forbidden forbidden -> reason = forbidden.reason();
            }
        }
        return signInHelps ? new Failure.SignInNeeded("sign in needed") : new Failure.Forbidden(reason);
    }

    @Override
    public Runnable dropping(HttpServletRequest request) {
        return control.dropping(request);
    }

    @Override
    public Optional<ServedRepository> find(String name) {
        return parts.directory().find(name);
    }

    @Override
    public GitHost.Standing standing(HttpServletRequest request, Uuid uuid) {
        Caller caller = caller(Sender.of(request));
        return new GitHost.Standing(rights.access(caller, uuid), Permission.refusal(caller));
    }

    @Override
    public SettingsLock lock(HttpServletRequest request, Uuid uuid) {
        Sender sender = Sender.of(request);
        Caller caller = caller(sender);
        boolean may = rights.access(caller, uuid).level() == gatehouse.tenant.Level.ADMINISTER;
        Author author = new Author(caller.label(), address.connection(sender).address());
        return new SettingsLock(
                may ? Lockdown.OFF : rights.settings(uuid).lockdown(),
                parts.open(),
                uuid,
                new LockdownAudit(audit, author, recent));
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
        MergeOutcome outcome = new BranchMerging(parts).merge(uuid);
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
