// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The one place where the API's errors become statuses. */
@Provider
public class FailureMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(FailureMapper.class.getName());
    private static final AtomicLong ERRORS = new AtomicLong();
    private static final int RETRY_SECONDS = 10;
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final int INTERNAL_ERROR = 500;

    @Inject
    InstantSource clock;

    @Override
    public Response toResponse(Throwable thrown) {
        return switch (thrown) {
            case FailureException failed -> of(failed.failure());
            case WebApplicationException refused -> of(refused.getResponse());
            default -> unexpected(thrown);
        };
    }

    private static Response of(Failure failure) {
        return switch (failure) {
            case Failure.Malformed malformed -> answer(400, failure.reason());
            case Failure.Missing missing -> answer(404, failure.reason());
            case Failure.SignInNeeded signInNeeded ->
                Response.fromResponse(answer(401, failure.reason()))
                        .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"git-annex\", charset=\"UTF-8\"")
                        .build();
            case Failure.Forbidden forbidden -> answer(403, failure.reason());
            case Failure.Conflict conflict -> answer(409, failure.reason());
            case Failure.NoSpace noSpace -> answer(INSUFFICIENT_STORAGE, failure.reason());
            case Failure.Busy busy ->
                Response.fromResponse(answer(503, failure.reason()))
                        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                        .build();
            case Failure.Unreachable unreachable -> answer(502, failure.reason());
        };
    }

    /** What JAX-RS itself refuses: no such path, method or type. */
    private static Response of(Response refusal) {
        Response.ResponseBuilder answer = Response.fromResponse(
                answer(refusal.getStatus(), refusal.getStatusInfo().getReasonPhrase()));
        Object allowed = refusal.getHeaders().getFirst(HttpHeaders.ALLOW);
        return allowed == null
                ? answer.build()
                : answer.header(HttpHeaders.ALLOW, allowed).build();
    }

    private Response unexpected(Throwable thrown) {
        String id = Long.toString(clock.millis(), Character.MAX_RADIX) + "-" + ERRORS.incrementAndGet();
        LOG.log(Level.SEVERE, thrown, () -> "request " + id + " failed");
        return answer(INTERNAL_ERROR, "the server failed; its log tells more at " + id);
    }

    private static Response answer(int status, String error) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of("error", error))
                .build();
    }
}
