// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.gateway.GatewaySync;
import gatehouse.repository.Uuid;
import gatehouse.roster.RosterChange;
import gatehouse.roster.RosterChanges;
import gatehouse.roster.RosterEvent;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.Author;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** For whom served repositories answer, as requests change it. */
@RequestScoped
class AuditedRoster {
    @Inject
    RepositoryAdministration repositories;

    @Inject
    RosterChanges changes;

    @Inject
    GatewaySync gateways;

    @Inject
    AuditTrail audit;

    RosterChanges.Roster of(String uuid) throws IOException {
        return changes.of(served(uuid));
    }

    /** @param uuid as {@link ByteName} shows it */
    Uuid served(String uuid) {
        return Named.served(repositories, uuid).uuid();
    }

    /**
     * Returns when git config, branch and audit have the change; the audit has what is wanted before anything happens.
     *
     * @param uuid as {@link ByteName} shows it
     */
    RosterBody change(String uuid, RosterChange change, SecurityContext context) throws IOException {
        Uuid repository = served(uuid);
        Author author = Administrator.of(context);
        audit.record(entry(repository, change, "wanted"), author);
        List<RosterEvent> events = change instanceof RosterChange.ExtendCluster extend
                ? extended(repository, extend)
                : changes.apply(repository, change);
        RosterBody body = RosterBody.of(events);
        String after = body.events().stream().map(RosterBody.Event::line).collect(Collectors.joining("; "));
        audit.record(entry(repository, change, after.isEmpty() ? "nothing new" : after), author);
        return body;
    }

    /** The other gateway's branch is fetched first: it tells for whom that answers. */
    private List<RosterEvent> extended(Uuid repository, RosterChange.ExtendCluster extend) throws IOException {
        Optional<String> obstacle = gateways.fetch(repository, extend.gateway());
        try {
            return changes.apply(repository, extend);
        } catch (FailureException e) {
            if (e.failure() instanceof Failure.Missing missing && obstacle.isPresent()) {
                String reason = missing.reason() + "; fetching failed: " + obstacle.get();
                throw new FailureException(new Failure.Missing(reason));
            }
            throw e;
        }
    }

    private static AuditEntry.Change entry(Uuid repository, RosterChange change, String after) {
        String subject = (ByteName.shown(repository.text()) + " " + subject(change)).strip();
        return new AuditEntry.Change(what(change), subject, "", after);
    }

    private static String what(RosterChange change) {
        return switch (change) {
            case RosterChange.UpdateProxy update -> "proxy.update";
            case RosterChange.Proxy proxy -> "proxy.on";
            case RosterChange.NoProxy proxy -> "proxy.off";
            case RosterChange.InitCluster init -> "cluster.init";
            case RosterChange.UpdateCluster update -> "cluster.update";
            case RosterChange.ExtendCluster extend -> "cluster.extend";
            case RosterChange.AddNode add -> "cluster.addnode";
            case RosterChange.RemoveNode remove -> "cluster.removenode";
        };
    }

    private static String subject(RosterChange change) {
        return switch (change) {
            case RosterChange.UpdateProxy update -> "";
            case RosterChange.UpdateCluster update -> "";
            case RosterChange.Proxy proxy -> ByteName.shown(proxy.remote());
            case RosterChange.NoProxy proxy -> ByteName.shown(proxy.remote());
            case RosterChange.InitCluster init -> ByteName.shown(init.cluster().text());
            case RosterChange.ExtendCluster extend -> both(extend.cluster().text(), extend.gateway());
            case RosterChange.AddNode add -> both(add.cluster().text(), add.node());
            case RosterChange.RemoveNode remove -> both(remove.cluster().text(), remove.node());
        };
    }

    private static String both(String cluster, String remote) {
        return ByteName.shown(cluster) + " " + ByteName.shown(remote);
    }
}
