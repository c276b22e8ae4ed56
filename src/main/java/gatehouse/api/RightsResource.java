// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import gatehouse.tenant.AccountDirectory;
import gatehouse.tenant.AccountName;
import gatehouse.tenant.Grant;
import gatehouse.tenant.Rights;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** What a user was given, repository by repository. */
@Path("users/{name}/rights")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RightsResource {
    /** What a user was given in one repository. */
    public record Right(String uuid, AccessBody access) {}

    /** All that a user was given. */
    public record Held(List<Right> rights) {}

    @Inject
    AccountDirectory accounts;

    @Inject
    Rights rights;

    @Inject
    RepositoryAdministration repositories;

    @GET
    @Operation(operationId = "listRights", summary = "Lists what a user was given")
    public Held list(@PathParam("name") String name) {
        AccountName account = Named.account(name);
        if (accounts.find(account).isEmpty()) {
            throw new FailureException(new Failure.Missing("there is no account of that name"));
        }
        return new Held(rights.grants(account).stream()
                .map(grant -> new Right(ByteName.shown(grant.repository().text()), AccessBody.of(grant.access())))
                .toList());
    }

    @PUT
    @Path("{uuid}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "giveRights",
            summary = "Gives a user rights in a repository, in place of those given before")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "Access")))
    public void give(
            @PathParam("name") String name,
            InputStream body,
            @PathParam("uuid") String uuid,
            @Context SecurityContext context)
            throws IOException {
        AccountName account = Named.account(name);
        Uuid repository = Named.served(repositories, uuid).uuid();
        rights.give(new Grant(account, repository, AccessBody.read(body).access()), Administrator.of(context));
    }

    @DELETE
    @Path("{uuid}")
    @Operation(operationId = "takeRights", summary = "Takes back what a user was given in a repository, served or not")
    public void take(@PathParam("name") String name, @Context SecurityContext context, @PathParam("uuid") String uuid) {
        rights.take(Named.account(name), Named.uuid(uuid), Administrator.of(context));
    }
}
