// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;

/** One line in place of the container's error page, for what reaches no servlet of ours. */
@WebServlet("/error")
public class ErrorLine extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        boolean asked = status == null;
        byte[] line = (asked ? "nothing here" : "error " + status).getBytes(StandardCharsets.US_ASCII);
        if (asked) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        }
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(line.length);
        response.getOutputStream().write(line);
    }
}
