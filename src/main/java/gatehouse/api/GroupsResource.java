// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.placement.SettingChange;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The groups that a repository is in. */
@Path("repositories/{uuid}/locations/{location}/groups")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GroupsResource {
    /** The groups of a repository. */
    @Schema(name = "GroupsOfLocation")
    public record Held(List<String> groups) {
        public Held {
            groups = List.copyOf(groups);
        }
    }

    @Inject
    AuditedPlacement placement;

    @PathParam("uuid")
    String uuid = "";

    @PathParam("location")
    String location = "";

    @GET
    @Operation(operationId = "listGroups", summary = "The groups that a repository is in")
    public Held list() throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        return new Held(place.rules().groups(place.location()).stream()
                .map(group -> ByteName.shown(group.text()))
                .toList());
    }

    @PUT
    @Path("{group}")
    @Operation(operationId = "joinGroups", summary = "Puts a repository in a group; it stays in those it is in")
    public void join(@Context SecurityContext context, @PathParam("group") String group) throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        placement.change(place.rules(), new SettingChange.Join(place.location(), Named.group(group)), context);
    }

    @DELETE
    @Path("{group}")
    @Operation(operationId = "leaveGroups", summary = "Takes a repository out of a group")
    public void leave(@Context SecurityContext context, @PathParam("group") String group) throws IOException {
        AuditedPlacement.Place place = placement.place(new AuditedPlacement.PathOfLocation(uuid, location));
        placement.change(place.rules(), new SettingChange.Leave(place.location(), Named.group(group)), context);
    }
}
