// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.gateway.GatewaySync;
import gatehouse.gateway.SyncState;
import gatehouse.repository.Uuid;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The other gateways of a repository's clusters, and whether its git-annex branch is in sync with theirs. */
@Path("repositories/{uuid}/gateways")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GatewaysResource {
    /**
     * One other gateway.
     *
     * @param uuid empty while it is not known
     * @param lastSuccess empty before the first
     * @param lastFailure when it was, empty when there was none; {@code reason} says what it was
     * @param failures since the last success
     * @param nextTry at the latest; a change of the branch brings it forward
     */
    @Schema(name = "Gateway")
    public record Gateway(
            String remote,
            String uuid,
            boolean underWay,
            String lastSuccess,
            String lastFailure,
            String reason,
            int failures,
            String nextTry) {}

    /** All of them. */
    @Schema(name = "Gateways")
    public record Gateways(List<Gateway> gateways) {}

    @Inject
    RepositoryAdministration repositories;

    @Inject
    GatewaySync sync;

    @PathParam("uuid")
    String uuid = "";

    @GET
    @Operation(operationId = "listGateways", summary = "Lists other gateways, and how the sync with each is")
    public Gateways list() {
        return shown(repository());
    }

    @POST
    @Path("sync")
    @Operation(operationId = "syncGateways", summary = "Brings the git-annex branch in sync with all of them now")
    public Response sync() {
        Uuid repository = repository();
        sync.soon(repository);
        return Response.accepted(shown(repository)).build();
    }

    private Uuid repository() {
        return Named.served(repositories, uuid).uuid();
    }

    private Gateways shown(Uuid repository) {
        return new Gateways(
                sync.states(repository).stream().map(GatewaysResource::shown).toList());
    }

    private static Gateway shown(SyncState state) {
        return new Gateway(
                ByteName.shown(state.remote()),
                state.uuid().map(Uuid::text).map(ByteName::shown).orElse(""),
                state.underWay(),
                state.lastSuccess().map(Object::toString).orElse(""),
                state.lastFailure().map(failed -> failed.at().toString()).orElse(""),
                state.lastFailure().map(SyncState.Failed::reason).orElse(""),
                state.failures(),
                state.nextTry().toString());
    }
}
