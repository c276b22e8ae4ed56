// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.RepositorySettings;
import gatehouse.tenant.Rights;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Removed content that is kept for a while. */
@Path("repositories/{uuid}/trash")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TrashResource {
    /** @param next to be given as {@code after} for the next page; empty on the last */
    public record TrashPage(List<Trashed> trash, String next) {}

    /** @param removed when, in ISO 8601 */
    public record Trashed(String key, long sizeBytes, String removed) {}

    /** @param retentionSeconds how long removed content is kept; 0 keeps none */
    @Schema(name = "TrashRetention")
    public record Retention(long retentionSeconds) {}

    /** A key to be put back. */
    @Schema(name = "Undelete")
    public record Undelete(String key) {}

    @Inject
    RepositoryAdministration repositories;

    @Inject
    Rights rights;

    @Inject
    AuditTrail audit;

    @GET
    @Parameter(name = "after", in = ParameterIn.QUERY, description = PageQuery.AFTER)
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = PageQuery.LIMIT)
    @Operation(
            operationId = "listTrash",
            summary = "Lists removed content that is still kept, in the order of the keys")
    public TrashPage list(@PathParam("uuid") String uuid, @BeanParam PageQuery query) {
        Uuid repository = Named.served(repositories, uuid).uuid();
        List<RepositoryAdministration.Trashed> found =
                repositories.trash(repository, query.after().map(Named::key), query.wanted());
        PageQuery.Page<RepositoryAdministration.Trashed> page =
                query.page(found, trashed -> ByteName.shown(trashed.key().text()));
        return new TrashPage(page.items().stream().map(TrashResource::shown).toList(), page.next());
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changeRetentionTrash", summary = "Says how long removed content is kept")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "TrashRetention")))
    public void changeRetention(@PathParam("uuid") String uuid, InputStream body, @Context SecurityContext context)
            throws IOException {
        Uuid repository = Named.served(repositories, uuid).uuid();
        long seconds = Fields.read(body, Set.of("retentionSeconds")).number("retentionSeconds");
        if (seconds < 0 || seconds > RepositorySettings.MAX_TRASH_RETENTION_SECONDS) {
            throw Fields.malformed("retentionSeconds is 0 to " + RepositorySettings.MAX_TRASH_RETENTION_SECONDS);
        }
        rights.changeTrashRetention(repository, seconds, Administrator.of(context));
    }

    @POST
    @Path("undelete")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "undeleteTrash", summary = "Puts removed content back")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "Undelete")))
    public void undelete(@PathParam("uuid") String uuid, InputStream body, @Context SecurityContext context)
            throws IOException {
        Uuid repository = Named.served(repositories, uuid).uuid();
        Key key = Named.key(Fields.read(body, Set.of("key")).text("key"));
        String subject = ByteName.shown(repository.text()) + " " + ByteName.shown(key.text());
        audit.record(
                new AuditEntry.Change("trash.undelete", subject, "in the trash", "wanted"), Administrator.of(context));
        repositories.undelete(repository, key);
    }

    private static Trashed shown(RepositoryAdministration.Trashed trashed) {
        return new Trashed(
                ByteName.shown(trashed.key().text()),
                trashed.sizeBytes(),
                trashed.removed().toString());
    }
}
