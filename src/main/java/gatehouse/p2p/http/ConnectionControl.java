// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import jakarta.servlet.http.HttpServletRequest;

/** What the Servlet API has no words for, and some containers can do to the connection of a request. */
public interface ConnectionControl {
    /** Lets no more than about so many bytes wait in memory for a peer that does not read. */
    void boundUnsent(HttpServletRequest request, int bytes);

    /**
     * What drops the connection of a request that is being answered, without a proper end of what is being sent. It may
     * be run when the container has taken the request back.
     */
    Runnable dropping(HttpServletRequest request);
}
