// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.Failure;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** The one place where failures become statuses of this binding. */
final class FailureMapper {
    static final int INSUFFICIENT_STORAGE = 507;
    private static final String RETRY_AFTER_SECONDS = "5";

    private FailureMapper() {}

    static int status(Failure failure) {
        return switch (failure) {
            case Failure.Malformed malformed -> HttpServletResponse.SC_BAD_REQUEST;
            case Failure.Missing missing -> HttpServletResponse.SC_NOT_FOUND;
            case Failure.SignInNeeded signIn -> HttpServletResponse.SC_UNAUTHORIZED;
            case Failure.Forbidden forbidden -> HttpServletResponse.SC_FORBIDDEN;
            case Failure.Conflict conflict -> HttpServletResponse.SC_CONFLICT;
            case Failure.NoSpace noSpace -> INSUFFICIENT_STORAGE;
            case Failure.Busy busy -> HttpServletResponse.SC_SERVICE_UNAVAILABLE;
            case Failure.Unreachable unreachable -> HttpServletResponse.SC_BAD_GATEWAY;
        };
    }

    /** The status and the one line of reason. */
    static Reply reply(Failure failure) {
        Map<String, String> headers = switch (failure) {
            case Failure.SignInNeeded signIn ->
                Map.of("WWW-Authenticate", "Basic realm=\"git-annex\", charset=\"UTF-8\"");
            case Failure.Busy busy -> Map.of("Retry-After", RETRY_AFTER_SECONDS);
            case Failure.Malformed malformed -> Map.of();
            case Failure.Missing missing -> Map.of();
            case Failure.Forbidden forbidden -> Map.of();
            case Failure.Conflict conflict -> Map.of();
            case Failure.NoSpace noSpace -> Map.of();
            case Failure.Unreachable unreachable -> Map.of();
        };
        return Reply.line(status(failure), failure.reason(), headers);
    }

    /** Does nothing when the response has begun. */
    static void answer(HttpServletResponse response, Failure failure) throws IOException {
        if (!response.isCommitted()) {
            send(response, reply(failure));
        }
    }

    static void line(HttpServletResponse response, int status, String reason) throws IOException {
        send(response, Reply.line(status, reason, Map.of()));
    }

    static void send(HttpServletResponse response, Reply reply) throws IOException {
        response.setStatus(reply.status());
        response.setContentType(reply.contentType());
        reply.headers().forEach(response::setHeader);
        response.setContentLength(reply.body().length);
        response.getOutputStream().write(reply.body());
    }
}
