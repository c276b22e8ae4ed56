// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.placement.SettingChange;
import gatehouse.repository.ByteSize;
import gatehouse.repository.MaxSize;
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
import java.util.OptionalLong;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** How much a repository may hold. */
@Path("repositories/{uuid}/locations/{location}/maxsize")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class MaxSizeResource {
    /** @param bytes 0 for none */
    @Schema(name = "MaxSize")
    public record Shown(long bytes) {}

    /** @param size as people write it: 100 gigabytes, 0.8TB */
    @Schema(name = "NewMaxSize")
    public record Wanted(String size) {}

    @Inject
    AuditedPlacement placement;

    @PathParam("uuid")
    String uuid = "";

    @PathParam("location")
    String location = "";

    @GET
    @Operation(operationId = "oneMaxSize", summary = "How much a repository may hold")
    public Shown one() throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        return new Shown(
                place.rules().maxSize(place.location()).map(MaxSize::bytes).orElse(0L));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changeMaxSize", summary = "Says how much a repository may hold")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "NewMaxSize")))
    public void change(InputStream body, @Context SecurityContext context) throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        MaxSize size = size(Fields.read(body, Set.of("size")).text("size"));
        placement.change(place.rules(), new SettingChange.MaxSizeOf(place.location(), size), context);
    }

    @DELETE
    @Operation(operationId = "clearMaxSize", summary = "Says that a repository may hold any amount again")
    public void clear(@Context SecurityContext context) throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        placement.change(
                place.rules(), new SettingChange.MaxSizeOf(place.location(), SettingChange.MaxSizeOf.NONE), context);
    }

    private static MaxSize size(String text) {
        OptionalLong bytes = ByteSize.parse(text);
        if (bytes.isEmpty()) {
            throw Fields.malformed("a size is a number and a unit, as 100 gigabytes or 0.8TB");
        }
        if (bytes.getAsLong() > SettingChange.MaxSizeOf.MOST_BYTES) {
            throw Fields.malformed("a size is " + SettingChange.MaxSizeOf.MOST_BYTES + " bytes at most");
        }
        return new MaxSize(bytes.getAsLong());
    }
}
