// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A short answer, whatever it is sent by. @param headers beside those that follow from the rest */
public record Reply(int status, String contentType, Map<String, String> headers, byte[] body) {
    private static final int OK = 200;

    public Reply {
        headers = Map.copyOf(headers);
    }

    static Reply json(byte[] body) {
        return new Reply(OK, P2pServlet.JSON, Map.of(), body);
    }

    /** One line of plain text. */
    static Reply line(int status, String reason, Map<String, String> headers) {
        byte[] body = reason.replaceAll("[^ -~]", "?").getBytes(StandardCharsets.US_ASCII);
        return new Reply(status, "text/plain;charset=utf-8", headers, body);
    }
}
