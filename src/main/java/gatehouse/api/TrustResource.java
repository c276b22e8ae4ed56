// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.placement.SettingChange;
import gatehouse.repository.TrustLevel;
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
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** How far a repository is believed to have what its location logs say. */
@Path("repositories/{uuid}/locations/{location}/trust")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TrustResource {
    /**
     * A level of trust.
     *
     * @param level {@code trusted}, {@code semitrusted}, {@code untrusted} or {@code dead}
     */
    @Schema(name = "Trust")
    public record Shown(
            @Schema(enumeration = {"trusted", "semitrusted", "untrusted", "dead"})
            String level) {}

    /** @param force must be true for {@code trusted}, which can lead to the loss of content */
    @Schema(name = "NewTrust", requiredProperties = "level")
    public record Wanted(
            @Schema(enumeration = {"trusted", "semitrusted", "untrusted", "dead"})
            String level,

            @Schema(defaultValue = "false") boolean force) {}

    @Inject
    AuditedPlacement placement;

    @PathParam("uuid")
    String uuid = "";

    @PathParam("location")
    String location = "";

    @GET
    @Operation(operationId = "oneTrust", summary = "How far a repository is trusted, the git config included")
    public Shown one() throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        return new Shown(DescribedChange.level(place.rules().trust(place.location())));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "changeTrust",
            summary = "Says how far a repository is trusted; a dead one is in no group from then on")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "NewTrust")))
    public void change(InputStream body, @Context SecurityContext context) throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        Fields fields = Fields.read(body, Set.of("level", "force"));
        TrustLevel level = level(fields.text("level"));
        if (level == TrustLevel.TRUSTED && !fields.flag("force", false)) {
            throw new FailureException(new Failure.Conflict(
                    "trusting a repository can lead to the loss of content: what it is believed to have is dropped"
                            + " elsewhere; force does it all the same"));
        }
        placement.change(place.rules(), new SettingChange.Trust(place.location(), level), context);
    }

    private static TrustLevel level(String word) {
        for (TrustLevel level : TrustLevel.values()) {
            if (DescribedChange.level(level).equals(word)) {
                return level;
            }
        }
        throw Fields.malformed("level is trusted, semitrusted, untrusted or dead");
    }
}
