// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import gatehouse.tenant.AccountDirectory;
import gatehouse.tenant.AccountName;
import gatehouse.tenant.IssuedToken;
import gatehouse.tenant.Level;
import gatehouse.tenant.TokenIssuing;
import gatehouse.tenant.TokenName;
import gatehouse.tenant.TokenScope;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** What programs of a user sign in with in place of the password. Each is shown once, to who made it. */
@Path("users/{name}/tokens")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TokensResource {
    private static final int MAX_CHARS = 64;

    @Schema(name = "AccessTokens")
    public record TokenList(List<Shown> tokens) {}

    /**
     * A token, without what is secret of it. Times are in ISO 8601.
     *
     * @param repositories where it is of use, by their UUIDs; empty where it is in all
     * @param lastUsed to about a minute; empty when it never was
     */
    @Schema(name = "AccessToken")
    public record Shown(
            String name,
            String level,
            boolean everywhere,
            List<String> repositories,
            String created,
            String expires,
            boolean expired,
            String lastUsed) {}

    /**
     * A token to be made.
     *
     * @param level {@code read}, {@code append}, {@code write} or {@code administer}; never more than the user may
     * @param repositories UUIDs; all that the user may use, when left out
     * @param expires a day of UTC, at whose end, or a time in ISO 8601; 90 days from now when left out, 366 at most
     */
    @Schema(
            name = "NewAccessToken",
            requiredProperties = {"name", "level"})
    public record Wanted(String name, String level, List<String> repositories, String expires) {}

    /** @param token the password of programs, shown this once */
    @Schema(name = "IssuedAccessToken")
    public record Issued(String token, String name, String expires) {}

    @Inject
    AccountDirectory accounts;

    @Inject
    TokenIssuing issuing;

    @Inject
    RepositoryAdministration repositories;

    @Inject
    InstantSource clock;

    @GET
    @Operation(operationId = "listTokens", summary = "Lists a user's access tokens, without what is secret of them")
    public TokenList list(@PathParam("name") String name) {
        AccountName account = Named.account(name);
        if (accounts.find(account).isEmpty()) {
            throw new FailureException(new Failure.Missing("there is no account of that name"));
        }
        Instant now = clock.instant();
        return new TokenList(accounts.tokens(account).stream()
                .map(token -> shown(token, now))
                .toList());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createTokens", summary = "Makes an access token for a user, and shows it, this once")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "NewAccessToken")))
    public Response create(@PathParam("name") String name, InputStream body, @Context SecurityContext context)
            throws IOException {
        AccountName account = Named.account(name);
        Fields fields = Fields.read(body, Set.of("name", "level", "repositories", "expires"));
        TokenName token = Named.token(fields.text("name"));
        TokenScope scope = new TokenScope(level(fields.text("level")), listed(fields));
        Optional<Instant> expires =
                fields.has("expires") ? Optional.of(end(fields.line("expires", MAX_CHARS))) : Optional.empty();
        TokenIssuing.Issued issued =
                issuing.issue(new TokenIssuing.Wanted(account, token, scope, expires), Administrator.of(context));
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(new Issued(
                        issued.token().text(),
                        token.text(),
                        issued.known().life().expires().toString()))
                .build();
    }

    @DELETE
    @Path("{token}")
    @Operation(operationId = "revokeTokens", summary = "Revokes an access token, which is refused from then on")
    public void revoke(
            @PathParam("name") String name, @Context SecurityContext context, @PathParam("token") String token) {
        accounts.revokeToken(Named.account(name), Named.token(token), Administrator.of(context));
    }

    private Optional<Set<Uuid>> listed(Fields fields) {
        if (!fields.has("repositories")) {
            return Optional.empty();
        }
        Set<Uuid> found = new LinkedHashSet<>();
        for (String shown : fields.texts("repositories", TokenScope.MAX_REPOSITORIES)) {
            found.add(Named.served(repositories, shown).uuid());
        }
        if (found.isEmpty()) {
            throw Fields.malformed("repositories names one at least, or is left out for all");
        }
        return Optional.of(found);
    }

    private static Level level(String text) {
        for (Level level : Level.values()) {
            if (level != Level.NONE && word(level).equals(text)) {
                return level;
            }
        }
        throw Fields.malformed("level is read, append, write or administer");
    }

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static Instant end(String text) {
        try {
            return text.indexOf('T') >= 0
                    ? Instant.parse(text)
                    : LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant();
        } catch (DateTimeException e) {
            throw Fields.malformed("expires is a day such as 2030-12-31, or a time such as 2030-12-31T23:59:59Z");
        }
    }

    private static Shown shown(IssuedToken token, Instant now) {
        Optional<Set<Uuid>> listed = token.scope().repositories();
        return new Shown(
                token.name().text(),
                word(token.scope().level()),
                listed.isEmpty(),
                listed.orElse(Set.of()).stream()
                        .sorted()
                        .map(uuid -> ByteName.shown(uuid.text()))
                        .toList(),
                token.life().created().toString(),
                token.life().expires().toString(),
                token.life().over(now),
                token.lastUsed().map(Instant::toString).orElse(""));
    }
}
