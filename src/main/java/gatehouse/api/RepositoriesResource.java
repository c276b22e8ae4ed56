// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.Author;
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
import jakarta.ws.rs.core.Response;
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

/** The repositories that are served, and what anonymous users may do in them. */
@Path("repositories")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RepositoriesResource {
    private static final int MAX_NAME_CHARS = 255;
    private static final int MAX_DESCRIPTION_CHARS = 255;

    /** @param next to be given as {@code after} for the next page; empty on the last */
    public record RepositoryPage(List<Repository> repositories, String next) {}

    /** A repository. */
    public record Repository(
            String uuid,
            String name,
            String description,
            AccessBody anonymous,
            long trashRetentionSeconds,
            String maxSizeRule,
            String lockdown) {}

    /** A repository to be created: {@code description} may be left out. */
    @Schema(name = "NewRepository", requiredProperties = "name")
    public record Wanted(String name, String description) {}

    @Inject
    RepositoryAdministration repositories;

    @Inject
    Rights rights;

    @Inject
    AuditTrail audit;

    @GET
    @Parameter(name = "after", in = ParameterIn.QUERY, description = PageQuery.AFTER)
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = PageQuery.LIMIT)
    @Operation(operationId = "listRepositories", summary = "Lists repositories in the order of their UUIDs")
    public RepositoryPage list(@BeanParam PageQuery query) {
        List<RepositoryAdministration.Served> found =
                repositories.after(query.after().map(Named::uuid), query.wanted());
        PageQuery.Page<RepositoryAdministration.Served> page =
                query.page(found, served -> ByteName.shown(served.uuid().text()));
        return new RepositoryPage(page.items().stream().map(this::shown).toList(), page.next());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createRepositories",
            summary = "Creates a bare repository that git-annex accepts as initialised")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "NewRepository")))
    public Response create(InputStream body, @Context SecurityContext context) throws IOException {
        Fields fields = Fields.read(body, Set.of("name", "description"));
        String name = fields.line("name", MAX_NAME_CHARS);
        String description = fields.has("description") ? fields.line("description", MAX_DESCRIPTION_CHARS) : "";
        if (name.isEmpty()) {
            throw Fields.malformed("name is empty");
        }
        Author author = Administrator.of(context);
        audit.record(new AuditEntry.Change("repository.create", name, "", "wanted"), author);
        RepositoryAdministration.Served created =
                repositories.create(new RepositoryAdministration.Wanted(name, description));
        audit.record(
                new AuditEntry.Change(
                        "repository.create", name, "wanted", created.uuid().text()),
                author);
        return Response.status(Response.Status.CREATED).entity(shown(created)).build();
    }

    @GET
    @Path("{uuid}")
    @Operation(operationId = "oneRepositories", summary = "One repository")
    public Repository one(@PathParam("uuid") String uuid) {
        return shown(Named.served(repositories, uuid));
    }

    @PUT
    @Path("{uuid}/anonymous")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changeAnonymousRepositories", summary = "Says what those may do who have not signed in")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "Access")))
    public void changeAnonymous(@PathParam("uuid") String uuid, InputStream body, @Context SecurityContext context)
            throws IOException {
        RepositoryAdministration.Served served = Named.served(repositories, uuid);
        rights.changeAnonymous(served.uuid(), AccessBody.read(body).anonymous(), Administrator.of(context));
    }

    @PUT
    @Path("{uuid}/maxsizerule")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "changeMaxSizeRuleRepositories",
            summary = "Says whether what would go beyond the maxsize of a repository is refused")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "MaxSizeRule")))
    public void changeMaxSizeRule(@PathParam("uuid") String uuid, InputStream body, @Context SecurityContext context)
            throws IOException {
        RepositoryAdministration.Served served = Named.served(repositories, uuid);
        rights.changeMaxSizeRule(served.uuid(), MaxSizeRuleBody.read(body), Administrator.of(context));
    }

    @PUT
    @Path("{uuid}/lockdown")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "changeLockdownRepositories",
            summary = "Says what becomes of settings pushed by those who may not administer a repository")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "Lockdown")))
    public void changeLockdown(@PathParam("uuid") String uuid, InputStream body, @Context SecurityContext context)
            throws IOException {
        RepositoryAdministration.Served served = Named.served(repositories, uuid);
        rights.changeLockdown(served.uuid(), LockdownBody.read(body), Administrator.of(context));
    }

    private Repository shown(RepositoryAdministration.Served served) {
        RepositorySettings settings = rights.settings(served.uuid());
        return new Repository(
                ByteName.shown(served.uuid().text()),
                served.name(),
                served.description(),
                AccessBody.of(settings.anonymous()),
                settings.trashRetentionSeconds(),
                MaxSizeRuleBody.of(settings.maxSizeRule()),
                LockdownBody.of(settings.lockdown()));
    }
}
