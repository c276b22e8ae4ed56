// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.branch.log.ProxyLog.Proxied;
import gatehouse.repository.Uuid;
import gatehouse.roster.RosterChange;
import gatehouse.roster.RosterLogs;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Who answers for whom, as a repository's git-annex branch records it. */
@Path("repositories/{uuid}/proxies")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ProxiesResource {
    /** @param next to be given as {@code after} for the next page; empty on the last */
    public record ProxyPage(List<Proxy> proxies, String next) {
        public ProxyPage {
            proxies = List.copyOf(proxies);
        }
    }

    /**
     * A repository that answers for others.
     *
     * @param here whether it is the served repository itself
     */
    public record Proxy(String uuid, String description, boolean here, List<AnsweredFor> remotes) {
        public Proxy {
            remotes = List.copyOf(remotes);
        }
    }

    /** A remote or cluster that is answered for. @param name what the one that answers calls it */
    @Schema(name = "ProxiedRemote")
    public record AnsweredFor(String uuid, String name) {}

    @Inject
    AuditedRoster roster;

    @PathParam("uuid")
    String uuid = "";

    @GET
    @Parameter(name = "after", in = ParameterIn.QUERY, description = PageQuery.AFTER)
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = PageQuery.LIMIT)
    @Operation(
            operationId = "listProxies",
            summary = "Lists the repositories that answer for others, in the order of their UUIDs")
    public ProxyPage list(@BeanParam PageQuery query) throws IOException {
        RosterLogs logs = roster.of(uuid).logs();
        List<Uuid> found = logs.proxied().keySet().stream()
                .sorted()
                .filter(one -> query.after().map(Named::uuid).stream().allMatch(after -> one.compareTo(after) > 0))
                .limit(query.wanted())
                .toList();
        PageQuery.Page<Uuid> page = query.page(found, one -> ByteName.shown(one.text()));
        return new ProxyPage(page.items().stream().map(one -> shown(logs, one)).toList(), page.next());
    }

    @POST
    @Operation(
            operationId = "updateProxies",
            summary = "Records for which remotes a repository answers, as its git config has it: updateproxy")
    public RosterBody update(@Context SecurityContext context) throws IOException {
        return roster.change(uuid, new RosterChange.UpdateProxy(), context);
    }

    private Proxy shown(RosterLogs logs, Uuid one) {
        return new Proxy(
                ByteName.shown(one.text()),
                ByteName.shown(logs.descriptions().getOrDefault(one, "")),
                one.equals(Named.uuid(uuid)),
                logs.proxied().getOrDefault(one, Set.of()).stream()
                        .sorted()
                        .map(ProxiesResource::answeredFor)
                        .toList());
    }

    private static AnsweredFor answeredFor(Proxied proxied) {
        return new AnsweredFor(
                ByteName.shown(proxied.uuid().text()),
                ByteName.shown(proxied.name().text()));
    }
}
