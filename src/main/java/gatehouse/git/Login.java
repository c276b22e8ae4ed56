// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import java.util.Optional;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** With what this server signs in elsewhere. */
public record Login(String user, Password password) {
    /** Not shown anywhere. */
    public record Password(String text) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /** What an url itself has. */
    static Optional<Login> ofUrl(URIish uri) {
        return uri.getUser() == null || uri.getPass() == null
                ? Optional.empty()
                : Optional.of(new Login(uri.getUser(), new Password(uri.getPass())));
    }

    CredentialsProvider provider() {
        return new UsernamePasswordCredentialsProvider(user, password.text());
    }
}
