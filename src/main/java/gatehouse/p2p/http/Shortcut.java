// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import jakarta.servlet.http.HttpServletRequest;

/** A way around the container's servlet layers, where there is one. */
public interface Shortcut {
    /**
     * Has further requests to where this one came in answered by the {@link PresenceQuestion} first. Does nothing where
     * that is so already, or cannot be.
     */
    void open(HttpServletRequest request);
}
