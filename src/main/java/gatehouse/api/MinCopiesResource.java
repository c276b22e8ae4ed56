// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.placement.PlacementRules;
import gatehouse.placement.SettingChange;
import gatehouse.repository.MinCopies;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** How many copies of a content must be there at any time, in a repository and its clones. */
@Path("repositories/{uuid}/mincopies")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class MinCopiesResource {
    @Inject
    AuditedPlacement placement;

    @PathParam("uuid")
    String uuid = "";

    @GET
    @Operation(operationId = "oneMinCopies", summary = "How many copies of a content must be there at any time")
    public CopiesBody one() throws IOException {
        PlacementRules rules = placement.rules(uuid);
        return new CopiesBody(
                rules.minCopies().copies(), rules.logs().minCopies().isPresent());
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "changeMinCopies",
            summary = "Says how many copies of a content must be there at any time, in this repository and its clones")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "NewCopies")))
    public void change(InputStream body, @Context SecurityContext context) throws IOException {
        PlacementRules rules = placement.rules(uuid);
        MinCopies copies = new MinCopies(CopiesBody.read(body).copies());
        placement.change(rules, new SettingChange.LeastCopies(copies), context);
    }
}
