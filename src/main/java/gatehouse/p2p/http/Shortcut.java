// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import jakarta.servlet.http.HttpServletRequest;

/** A way around the container's servlet layers, where there is one. */
public interface Shortcut {
    /**
     * Has further requests to where this one came in answered by the {@link QuickAnswers} first. Does nothing where
     * that is so already, or cannot be. Cheap, as it is called with each request.
     */
    void open(HttpServletRequest request);

    /** Leaves the container as it was found; to be called when the application stops and its container does not. */
    void close();

    /** Where there is no way around. */
    Shortcut NONE = new Shortcut() {
        @Override
        public void open(HttpServletRequest request) {}

        @Override
        public void close() {}
    };
}
