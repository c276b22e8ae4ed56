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

/** What a repository must not lose: its required content. */
@Path("repositories/{uuid}/locations/{location}/required")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RequiredContentResource {
    @Inject
    AuditedPlacement placement;

    @PathParam("uuid")
    String uuid = "";

    @PathParam("location")
    String location = "";

    @GET
    @Operation(operationId = "oneRequiredContent", summary = "What a repository must not lose")
    public ExpressionBody one() throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        return ExpressionBody.of(place.rules().logs().expressions().required().getOrDefault(place.location(), ""));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changeRequiredContent", summary = "Says what a repository must not lose")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "Expression")))
    public void change(InputStream body, @Context SecurityContext context) throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        placement.change(
                place.rules(), new SettingChange.Required(place.location(), ExpressionBody.read(body)), context);
    }

    @DELETE
    @Operation(operationId = "clearRequiredContent", summary = "Takes back what a repository was said to need")
    public void clear(@Context SecurityContext context) throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        placement.change(place.rules(), new SettingChange.Required(place.location(), ""), context);
    }
}
