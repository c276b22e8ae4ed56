// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.key.Key;
import gatehouse.p2p.Peer;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Action;
import gatehouse.tenant.Permission;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code checkpresent}, by far the most frequent request, where a connector has parsed it but not yet made a
 * servlet's request of it: that costs several times what the answer does. Whatever is not plainly answered with yes or
 * no is left to {@link P2pServlet}, so that errors have one place.
 */
public final class PresenceQuestion {
    public static final String METHOD = "POST";
    public static final String CONTENT_TYPE = P2pServlet.JSON;
    private static final String PATH_END = "/checkpresent";

    private final P2pHost host;

    public PresenceQuestion(P2pHost host) {
        this.host = host;
    }

    /** Cheap: whether {@link #answer} is worth the asking. */
    public static boolean maybe(String rawPath) {
        return rawPath.endsWith(PATH_END);
    }

    /**
     * The body of the answer with status 200; empty when the servlet is to answer.
     *
     * @param rawPath percent-encoded, without the query
     * @param rawQuery percent-encoded
     */
    public Optional<byte[]> answer(String rawPath, @Nullable String rawQuery, Sender sender) {
        if (!(Route.of(rawPath) instanceof Route.Versioned route) || route.operation() != Operation.CHECK_PRESENT) {
            return Optional.empty();
        }
        try {
            Uuid server = Parameters.uuid(ByteText.percentDecoded(route.uuid(), ByteText.Plus.LITERAL));
            Parameters parameters = Parameters.of(rawQuery);
            parameters.checkUnused();
            Key key = parameters.key();
            parameters.clientUuid();
            Optional<Peer> peer = host.peer(server);
            if (peer.isEmpty() || !(host.permission(sender, server, Action.READ) instanceof Permission.Granted)) {
                return Optional.empty();
            }
            return Optional.of(ReplyJson.present(peer.get().present(key)));
        } catch (IOException | RuntimeException e) {
            // The servlet comes upon the same, and says so.
            return Optional.empty();
        }
    }
}
