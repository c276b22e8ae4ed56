// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.Failure;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

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
        };
    }

    /** Answers with the status and the one line of reason. Does nothing when the response has begun. */
    static void answer(HttpServletResponse response, Failure failure) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        if (failure instanceof Failure.SignInNeeded) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"git-annex\", charset=\"UTF-8\"");
        }
        if (failure instanceof Failure.Busy) {
            response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        line(response, status(failure), failure.reason());
    }

    static void line(HttpServletResponse response, int status, String reason) throws IOException {
        byte[] body = reason.replaceAll("[^ -~]", "?").getBytes(StandardCharsets.US_ASCII);
        response.setStatus(status);
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
