// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.Content;
import gatehouse.p2p.Peer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * The unversioned download, for browsers and curl: HEAD, one Range, ETag and Content-Length. The content of a key never
 * changes, so the key is its own entity tag. Source: RFC 9110.
 */
final class PlainDownload {
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    PlainDownload(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    /**
     * Sets status and headers. The content to be sent, if any is; whoever gets it closes it.
     *
     * @throws FailureException Missing when the key is not present
     */
    Optional<Content> begin(Peer peer, Key key) throws IOException {
        String tag = entityTag(key);
        Content whole = peer.read(key, 0).orElseThrow(PlainDownload::missing);
        long sizeBytes = whole.lengthBytes();
        response.setHeader("ETag", tag);
        response.setHeader("Accept-Ranges", "bytes");
        if (tag.equals(request.getHeader("If-None-Match"))) {
            whole.close();
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return Optional.empty();
        }
        response.setContentType("application/octet-stream");
        // Content may be anything: no browser is to run it as a page of this server.
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "sandbox");
        ByteRange range = range(tag, sizeBytes);
        if (range.kind() == ByteRange.Kind.UNSATISFIABLE) {
            whole.close();
            response.setHeader("Content-Range", "bytes */" + sizeBytes);
            response.setStatus(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
            return Optional.empty();
        }
        return part(peer, key, whole, range);
    }

    private Optional<Content> part(Peer peer, Key key, Content whole, ByteRange range) throws IOException {
        long sizeBytes = whole.lengthBytes();
        response.setContentLengthLong(range.lengthBytes());
        if (range.kind() == ByteRange.Kind.PART) {
            response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
            response.setHeader(
                    "Content-Range", "bytes " + range.firstByte() + "-" + range.lastByte() + "/" + sizeBytes);
        } else {
            response.setHeader(P2pServlet.DATA_LENGTH, Long.toString(sizeBytes));
        }
        if (request.getMethod().equals("HEAD")) {
            whole.close();
            return Optional.empty();
        }
        if (range.kind() == ByteRange.Kind.WHOLE) {
            return Optional.of(whole);
        }
        whole.close();
        Content rest = peer.read(key, range.firstByte()).orElseThrow(PlainDownload::missing);
        return Optional.of(new ContentPart(rest, range.lengthBytes()));
    }

    private ByteRange range(String tag, long sizeBytes) {
        String header = request.getHeader("Range");
        String condition = request.getHeader("If-Range");
        if (header == null || (condition != null && !condition.equals(tag))) {
            return ByteRange.whole(sizeBytes);
        }
        return ByteRange.of(header, sizeBytes);
    }

    private static String entityTag(Key key) {
        StringBuilder tag = new StringBuilder("\"");
        for (byte b : key.bytes()) {
            char c = (char) (b & 0xff);
            if (c > ' ' && c < 0x7f && c != '"' && c != '%') {
                tag.append(c);
            } else {
                tag.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 0xf, 16));
            }
        }
        return tag.append('"').toString();
    }

    private static FailureException missing() {
        return new FailureException(new Failure.Missing("key not present"));
    }
}
