// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.tenant.Account;
import gatehouse.tenant.AccountDirectory;
import gatehouse.tenant.AccountName;
import gatehouse.tenant.Password;
import gatehouse.tenant.PasswordHash;
import gatehouse.tenant.Rights;
import gatehouse.tenant.Role;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** The accounts in the store. */
@Path("users")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class UsersResource {
    /** @param next to be given as {@code after} for the next page; empty on the last */
    public record UserPage(List<User> users, String next) {}

    /** @param created when, in ISO 8601 */
    public record User(String name, boolean administrator, boolean disabled, String created) {}

    /** An account to be created: {@code administrator} is false when left out. */
    @Schema(
            name = "NewUser",
            requiredProperties = {"name", "password"})
    public record Wanted(String name, String password, boolean administrator) {}

    /** A new password: 8 characters at least, 72 bytes at most. */
    @Schema(name = "NewPassword")
    public record NewPassword(String password) {}

    /** Whether signing in is refused. */
    @Schema(name = "Disabled")
    public record Disabled(boolean disabled) {}

    @Inject
    AccountDirectory accounts;

    @Inject
    Rights rights;

    @Inject
    SecureRandom random;

    @Inject
    InstantSource clock;

    @GET
    @Parameter(name = "after", in = ParameterIn.QUERY, description = PageQuery.AFTER)
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = PageQuery.LIMIT)
    @Operation(operationId = "listUsers", summary = "Lists users in the order of their names")
    public UserPage list(@BeanParam PageQuery query) {
        List<Account> found = accounts.after(query.after().map(Named::account), query.wanted());
        PageQuery.Page<Account> page =
                query.page(found, account -> account.name().text());
        return new UserPage(page.items().stream().map(UsersResource::shown).toList(), page.next());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createUsers",
            summary = "Creates a user, who may do nothing more than anybody until given rights")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "NewUser")))
    public Response create(InputStream body, @Context SecurityContext context) throws IOException {
        Fields fields = Fields.read(body, Set.of("name", "password", "administrator"));
        AccountName name = Named.account(fields.text("name"));
        Password password = new Password(fields.text("password"));
        Role role = fields.flag("administrator", false) ? Role.ADMINISTRATOR : Role.USER;
        Account account = new Account(
                name,
                PasswordHash.of(password, random),
                role,
                false,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        rights.forget(name);
        accounts.create(account, Administrator.of(context));
        return Response.status(Response.Status.CREATED).entity(shown(account)).build();
    }

    @GET
    @Path("{name}")
    @Operation(operationId = "oneUsers", summary = "One user")
    public User one(@PathParam("name") String name) {
        return accounts.find(Named.account(name))
                .map(UsersResource::shown)
                .orElseThrow(() -> new FailureException(new Failure.Missing("there is no account of that name")));
    }

    @PUT
    @Path("{name}/password")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changePasswordUsers", summary = "Changes a password; the old one is refused from then on")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "NewPassword")))
    public void changePassword(@PathParam("name") String name, InputStream body, @Context SecurityContext context)
            throws IOException {
        Password password = new Password(Fields.read(body, Set.of("password")).text("password"));
        accounts.changePassword(Named.account(name), PasswordHash.of(password, random), Administrator.of(context));
    }

    @PUT
    @Path("{name}/disabled")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changeDisabledUsers", summary = "Refuses a user to sign in, or allows it again")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "Disabled")))
    public void changeDisabled(@PathParam("name") String name, InputStream body, @Context SecurityContext context)
            throws IOException {
        boolean disabled = Fields.read(body, Set.of("disabled")).flag("disabled");
        accounts.changeDisabled(Named.account(name), disabled, Administrator.of(context));
    }

    @DELETE
    @Path("{name}")
    @Operation(operationId = "deleteUsers", summary = "Deletes a user with all rights and access tokens")
    public void delete(@PathParam("name") String name, @Context SecurityContext context) {
        AccountName account = Named.account(name);
        accounts.delete(account, Administrator.of(context));
        rights.forget(account);
    }

    private static User shown(Account account) {
        return new User(
                account.name().text(),
                account.administrator(),
                account.disabled(),
                account.created().toString());
    }
}
