// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.failure.Failure;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The one place where failures become statuses of git over HTTP. */
final class GitFailures {
    private static final int INSUFFICIENT_STORAGE = 507;

    private GitFailures() {}

    static void answer(HttpServletResponse response, Failure failure) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        int status = switch (failure) {
            case Failure.Malformed malformed -> HttpServletResponse.SC_BAD_REQUEST;
            case Failure.Missing missing -> HttpServletResponse.SC_NOT_FOUND;
            case Failure.SignInNeeded signIn -> {
                // The realm of the annex too, so that one entry of git's credential store serves both.
                response.setHeader("WWW-Authenticate", "Basic realm=\"git-annex\", charset=\"UTF-8\"");
                yield HttpServletResponse.SC_UNAUTHORIZED;
            }
            case Failure.Forbidden forbidden -> HttpServletResponse.SC_FORBIDDEN;
            case Failure.Conflict conflict -> HttpServletResponse.SC_CONFLICT;
            case Failure.NoSpace noSpace -> INSUFFICIENT_STORAGE;
            case Failure.Busy busy -> {
                response.setHeader("Retry-After", "5");
                yield HttpServletResponse.SC_SERVICE_UNAVAILABLE;
            }
            case Failure.Unreachable unreachable -> HttpServletResponse.SC_BAD_GATEWAY;
        };
        line(response, status, failure.reason());
    }

    static void line(HttpServletResponse response, int status, String reason) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain;charset=utf-8");
        response.getOutputStream().write(reason.getBytes(StandardCharsets.UTF_8));
    }
}
