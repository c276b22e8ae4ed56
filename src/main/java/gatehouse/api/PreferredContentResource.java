// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.placement.SettingChange;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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

/** What a repository wants to hold: its preferred content. */
@Path("repositories/{uuid}/locations/{location}/wanted")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class PreferredContentResource {
    @Inject
    AuditedPlacement placement;

    @PathParam("uuid")
    String uuid = "";

    @PathParam("location")
    String location = "";

    @GET
    @Operation(operationId = "onePreferredContent", summary = "What a repository wants to hold")
    public ExpressionBody one() throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        return ExpressionBody.of(place.rules().logs().expressions().preferred().getOrDefault(place.location(), ""));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changePreferredContent", summary = "Says what a repository wants to hold")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "Expression")))
    public void change(InputStream body, @Context SecurityContext context) throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        placement.change(place.rules(), new SettingChange.Wanted(place.location(), ExpressionBody.read(body)), context);
    }

    @DELETE
    @Operation(operationId = "clearPreferredContent", summary = "Takes back what a repository was said to want")
    public void clear(@Context SecurityContext context) throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        placement.change(place.rules(), new SettingChange.Wanted(place.location(), ""), context);
    }
}
