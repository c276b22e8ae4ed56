// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.tenant.Authentication;
import gatehouse.tenant.Author;
import gatehouse.tenant.Caller;
import gatehouse.tenant.Connection;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;

/** Lets administrators pass, and nobody else; before anything tells which paths there are. */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION)
public class AdministratorFilter implements ContainerRequestFilter {
    private static final String BEARER = "Bearer ";
    private static final String TOKEN_HOLDER = "admin-token";

    @Inject
    Authentication authentication;

    @Inject
    AdministratorToken token;

    @Context
    HttpServletRequest servletRequest;

    @Override
    public void filter(ContainerRequestContext request) {
        Connection connection = Connection.between(
                servletRequest.getRemoteAddr(), servletRequest.isSecure(), servletRequest.getLocalAddr());
        Optional<String> authorization = Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION));
        boolean bearer = authorization
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .isPresent();
        String who = bearer
                ? holder(authorization.orElseThrow().substring(BEARER.length()).strip(), connection)
                : administrator(authorization, connection);
        Administrator administrator = new Administrator(new Author(who, connection.address()));
        String scheme = bearer ? BEARER.strip() : SecurityContext.BASIC_AUTH;
        request.setSecurityContext(new Administrator.Context(administrator, connection.encrypted(), scheme));
    }

    /** The token opens everything, so it is not accepted where somebody between may have seen it. */
    private String holder(String shown, Connection connection) {
        if (!token.is(shown) || !(connection.encrypted() || connection.loopback())) {
            throw signInNeeded();
        }
        return TOKEN_HOLDER;
    }

    private String administrator(Optional<String> authorization, Connection connection) {
        return switch (authentication.caller(authorization, connection)) {
            case Caller.SignedIn signedIn -> {
                if (!signedIn.administrator()) {
                    throw forbidden();
                }
                yield signedIn.name().text();
            }
            // A token is for less than all of an account, and whoever found one must not make others with it.
            case Caller.ByToken byToken ->
                throw new FailureException(new Failure.Forbidden("this needs a password, and not an access token"));
            case Caller.Listed listed -> throw forbidden();
            case Caller.Anonymous anonymous -> throw signInNeeded();
        };
    }

    private static FailureException forbidden() {
        return new FailureException(new Failure.Forbidden("only administrators may do this"));
    }

    private static FailureException signInNeeded() {
        return new FailureException(new Failure.SignInNeeded("sign in as an administrator"));
    }
}
