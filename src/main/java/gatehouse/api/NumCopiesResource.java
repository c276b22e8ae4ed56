// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.placement.PlacementRules;
import gatehouse.placement.SettingChange;
import gatehouse.repository.NumCopies;
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

/** How many copies of a content there are to be, in a repository and its clones. */
@Path("repositories/{uuid}/numcopies")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class NumCopiesResource {
    @Inject
    AuditedPlacement placement;

    @PathParam("uuid")
    String uuid = "";

    @GET
    @Operation(operationId = "oneNumCopies", summary = "How many copies of a content there are to be")
    public CopiesBody one() throws IOException {
        PlacementRules rules = placement.rules(uuid);
        return new CopiesBody(
                rules.numCopies().copies(), rules.logs().numCopies().isPresent());
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "changeNumCopies",
            summary = "Says how many copies of a content there are to be, in this repository and its clones")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "NewCopies")))
    public void change(InputStream body, @Context SecurityContext context) throws IOException {
        PlacementRules rules = placement.rules(uuid);
        NumCopies copies = new NumCopies(CopiesBody.read(body).copies());
        placement.change(rules, new SettingChange.Copies(copies), context);
    }
}
