// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.roster.RosterChange;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Whether a repository answers for one of its remotes. */
@Path("repositories/{uuid}/remotes/{remote}/proxied")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ProxiedResource {
    @Inject
    AuditedRoster roster;

    @PathParam("uuid")
    String uuid = "";

    @PathParam("remote")
    String remote = "";

    @PUT
    @Operation(operationId = "changeProxied", summary = "Has a repository answer for a remote from now on")
    public RosterBody on(@Context SecurityContext context) throws IOException {
        return roster.change(uuid, new RosterChange.Proxy(Named.remote(remote)), context);
    }

    @DELETE
    @Operation(
            operationId = "removeProxied",
            summary = "Has a repository not answer for a remote any more, but where it is a node of a cluster")
    public RosterBody off(@Context SecurityContext context) throws IOException {
        return roster.change(uuid, new RosterChange.NoProxy(Named.remote(remote)), context);
    }
}
