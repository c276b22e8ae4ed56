// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpResponsePacket;

/** Says the reason of a failure in the status line: git-annex shows that, and never the body. */
final class StatusLine {
    private static final int FIRST_FAILURE = 400;
    private static final int MOST_CHARS = 200;

    private StatusLine() {}

    /** Of an answer about to be sent, with as much of its body as goes with its head. */
    static void explain(HttpContent first) {
        if (first.getHttpHeader() instanceof HttpResponsePacket response
                && !response.isCommitted()
                && response.getStatus() >= FIRST_FAILURE
                && String.valueOf(response.getContentType()).startsWith("text/plain")) {
            Buffer content = first.getContent();
            if (content.remaining() <= MOST_CHARS) {
                explain(response, content.toStringContent(StandardCharsets.UTF_8));
            }
        }
    }

    private static void explain(HttpResponsePacket response, String reason) {
        String line = reason.strip();
        if (!line.isEmpty() && line.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            response.setAllowCustomReasonPhrase(true);
            response.setReasonPhrase(line);
        }
    }
}
