// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.http;

import gatehouse.repository.Uuid;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A repository on another server.
 *
 * @param url of the server
 * @param uuid of the repository there
 * @param client the repository here that asks
 * @param credentials asked for with each request
 */
public record HttpRemote(AnnexUrl url, Uuid uuid, Uuid client, Supplier<Optional<Credentials>> credentials) {
    public HttpRemote(AnnexUrl url, Uuid uuid, Uuid client, Optional<Credentials> credentials) {
        this(url, uuid, client, () -> credentials);
    }

    /** With which this server signs in there. */
    public record Credentials(String user, String password) {
        String header() {
            byte[] bytes = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(bytes);
        }

        @Override
        public String toString() {
            return user + ":***";
        }
    }

    @Override
    public String toString() {
        return uuid + " on " + url.base();
    }
}
