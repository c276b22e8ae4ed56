// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/** Has EclipseLink not wait and try again when the database does not answer: whoever asked is told at once. */
public final class OneTry implements SessionCustomizer {
    @Override
    public void customize(Session session) {
        session.getLogin().setQueryRetryAttemptCount(0);
    }
}
