// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** How the server is doing. */
@Path("status")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
    @Inject
    ServerStatus status;

    @GET
    @Operation(operationId = "status", summary = "How the server is doing")
    public ServerStatus.Status status() {
        return status.now();
    }
}
