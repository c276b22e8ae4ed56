// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.remote.ServerCredentials;
import gatehouse.remote.ServerName;
import gatehouse.remote.http.HttpRemote;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
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

/** With what this server signs in to others that remotes are on. Passwords go in, and never out. */
@Path("credentials")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CredentialsResource {
    private static final int MAX_CHARS = 300;
    private static final String SERVER = "As in the url of a remote: annex+https://HOST:PORT";

    public record CredentialsList(List<Shown> credentials) {}

    /** @param server {@code https://HOST:PORT} */
    @Schema(name = "Credentials")
    public record Shown(String server, String user) {}

    /** @param server as in the url of a remote: {@code annex+https://HOST:PORT} */
    @Schema(
            name = "NewCredentials",
            requiredProperties = {"server", "user", "password"})
    public record Wanted(String server, String user, String password) {}

    @Inject
    ServerCredentials credentials;

    @GET
    @Operation(
            operationId = "listCredentials",
            summary = "Lists the servers that this one signs in to, without passwords")
    public CredentialsList list() {
        return new CredentialsList(credentials.all().stream()
                .map(account -> new Shown(account.server().text(), account.user()))
                .toList());
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "changeCredentials", summary = "Says with what this server signs in to another")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "NewCredentials")))
    public void change(InputStream body, @Context SecurityContext context) throws IOException {
        Fields fields = Fields.read(body, Set.of("server", "user", "password"));
        ServerName server = server(fields.line("server", MAX_CHARS));
        String user = fields.line("user", MAX_CHARS);
        String password = fields.line("password", MAX_CHARS);
        if (user.isEmpty() || user.indexOf(':') >= 0) {
            throw Fields.malformed("the name of a user has no colon, and is not empty");
        }
        credentials.set(server, new HttpRemote.Credentials(user, password), Administrator.of(context));
    }

    @DELETE
    @Parameter(name = "server", in = ParameterIn.QUERY, required = true, description = SERVER)
    @Operation(operationId = "removeCredentials", summary = "Forgets with what this server signs in to another")
    public void remove(@QueryParam("server") String server, @Context SecurityContext context) {
        credentials.remove(server(server == null ? "" : server), Administrator.of(context));
    }

    private static ServerName server(String url) {
        return ServerName.of(url)
                .orElseThrow(() ->
                        Fields.malformed("a server is given as in the url of a remote," + " annex+https://HOST:PORT"));
    }
}
