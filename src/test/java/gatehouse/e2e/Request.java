// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request as it goes over the wire; every text is one char for each byte.
 *
 * @param headers whole lines
 * @param body as sent, with the chunk sizes if chunked
 */
record Request(String method, String target, List<String> headers, byte[] body) {
    static final String OCTETS = "Content-Type: application/octet-stream";
    static final String JSON = "Content-Type: application/json;charset=utf-8";
    static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final String LAST_CHUNK = "0\r\n\r\n";

    Request {
        headers = List.copyOf(headers);
        body = body.clone();
    }

    static Request get(String target) {
        return of("GET", target);
    }

    static Request of(String method, String target) {
        return new Request(method, target, List.of(), new byte[0]);
    }

    /** A POST with an empty body, as git-annex sends it. */
    static Request post(String target) {
        return of("POST", target).with("Content-Length: 0");
    }

    /** The upload of {@code content}, all of it, as it is declared. */
    static Request put(String target, byte[] content) {
        return of("POST", target).declaring(content.length).with(OCTETS).length(content);
    }

    Request with(String header) {
        List<String> more = new ArrayList<>(headers);
        more.add(header);
        return new Request(method, target, more, body);
    }

    Request declaring(long bytes) {
        return with("X-git-annex-data-length: " + bytes);
    }

    /** With a body of known length. */
    Request length(byte[] content) {
        return new Request(method, target, headers, content).with("Content-Length: " + content.length);
    }

    /** With a body in chunks, and its end. */
    Request chunks(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(chunk(part));
        }
        all.writeBytes(bytes(LAST_CHUNK));
        return new Request(method, target, headers, all.toByteArray()).with(CHUNKED);
    }

    /** With these bytes after the headers, whatever the headers say. */
    Request sending(byte[] raw) {
        return new Request(method, target, headers, raw);
    }

    byte[] wire() {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes(head.append("\r\n").toString()));
        all.writeBytes(body);
        return all.toByteArray();
    }

    static byte[] chunk(byte[] content) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes(bytes(Integer.toHexString(content.length) + "\r\n"));
        chunk.writeBytes(content);
        chunk.writeBytes(bytes("\r\n"));
        return chunk.toByteArray();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return method + " " + (target.length() > 300 ? target.substring(0, 300) + "…" : target) + " " + headers;
    }
}
