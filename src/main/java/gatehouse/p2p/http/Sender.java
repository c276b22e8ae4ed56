// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Who sent a request, as far as its connection and its headers tell. */
public interface Sender {
    /** The address at the other end of the connection, which may be a proxy's. */
    String remoteAddress();

    /** The address of this machine that the connection was made to. */
    String localAddress();

    /** Whether this connection is encrypted. */
    boolean encrypted();

    /** The first header of the name; null when there is none. */
    @Nullable
    String header(String name);

    /** The sender of a servlet's request. */
    static Sender of(HttpServletRequest request) {
        return new Sender() {
            @Override
            public String remoteAddress() {
                return request.getRemoteAddr();
            }

            @Override
            public String localAddress() {
                return request.getLocalAddr();
            }

            @Override
            public boolean encrypted() {
                return request.isSecure();
            }

            @Override
            public @Nullable String header(String name) {
                return request.getHeader(name);
            }
        };
    }
}
