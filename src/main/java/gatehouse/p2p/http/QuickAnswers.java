// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.key.Key;
import gatehouse.p2p.Content;
import gatehouse.p2p.Peer;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Action;
import gatehouse.tenant.Permission;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code checkpresent} and downloads where a connector has parsed the request but not yet made a servlet's
 * request of it. For small answers that would cost several times what the answer does; large content can reach the
 * socket from there without passing through memory. Whatever is not plainly answered with status 200 is left to
 * {@link P2pServlet}, so that errors have one place.
 */
public final class QuickAnswers {
    /** More than that is not held in memory. */
    private static final int MOST_BYTES = 16 * 1024;
    /** What is shorter is not worth more than the servlet's way. */
    private static final int LEAST_STRAIGHT_BYTES = 256 * 1024;

    private static final String CHECK_PRESENT_END = "/checkpresent";
    private static final String KEY_FOLDER = "/key/";

    private final P2pHost host;

    public QuickAnswers(P2pHost host) {
        this.host = host;
    }

    /** A request as it stands on the wire: percent-encoded, the query null where there is none. */
    public record Question(
            String method, String rawPath, @Nullable String rawQuery, Sender sender) {
        /** Cheap: whether it is worth to be asked. */
        boolean maybe() {
            return switch (method) {
                case "POST" -> rawPath.endsWith(CHECK_PRESENT_END);
                case "GET" -> rawPath.contains(KEY_FOLDER);
                default -> false;
            };
        }
    }

    /** The body and the headers of an answer with status 200. */
    public sealed interface Answer {
        default String contentType() {
            return switch (this) {
                case Presence presence -> P2pServlet.JSON;
                case SmallContent content -> P2pServlet.OCTETS;
                case LargeContent content -> P2pServlet.OCTETS;
            };
        }
    }

    /** Of all downloads: they come in chunks, and this header tells the length. */
    public static final String DATA_LENGTH = P2pServlet.DATA_LENGTH;

    /** Of known length. */
    public record Presence(byte[] body) implements Answer {}

    public record SmallContent(byte[] body) implements Answer {}

    /**
     * Longer than {@link #leastBytes}. Whoever gets it closes it, or hands the request to the servlet, which opens it
     * anew.
     *
     * @param straight of the content
     */
    public record LargeContent(Content content, Content.Straight straight) implements Answer {
        public static int leastBytes() {
            return LEAST_STRAIGHT_BYTES;
        }
    }

    /** Empty when the servlet is to answer. */
    public Optional<Answer> answer(Question question) {
        if (!question.maybe() || !(Route.of(question.rawPath()) instanceof Route.Versioned route)) {
            return Optional.empty();
        }
        try {
            return switch (route.operation()) {
                case CHECK_PRESENT -> present(route, question);
                case KEY -> content(route, question);
                default -> Optional.empty();
            };
        } catch (IOException | RuntimeException e) {
            // The servlet comes upon the same, and says so.
            return Optional.empty();
        }
    }

    private Optional<Answer> present(Route.Versioned route, Question question) throws IOException {
        Parameters parameters = parameters(question);
        Key key = parameters.key();
        Optional<Peer> peer = readable(route, question.sender());
        return peer.isEmpty()
                ? Optional.empty()
                : Optional.of(new Presence(ReplyJson.present(peer.get().present(key))));
    }

    private Optional<Answer> content(Route.Versioned route, Question question) throws IOException {
        Parameters parameters = parameters(question);
        Key key = Parameters.key(ByteText.percentDecoded(route.key(), ByteText.Plus.LITERAL));
        Optional<Peer> peer = readable(route, question.sender());
        if (peer.isEmpty()
                || (key.sizeBytes().orElse(0) > MOST_BYTES && question.sender().encrypted())) {
            return Optional.empty();
        }
        Optional<Content> found = peer.get().read(key, parameters.offsetBytes());
        return found.isEmpty() ? Optional.empty() : content(found.get(), question.sender());
    }

    private static Optional<Answer> content(Content content, Sender sender) throws IOException {
        Optional<Content.Straight> straight = content.straight();
        if (content.lengthBytes() > LEAST_STRAIGHT_BYTES && straight.isPresent() && !sender.encrypted()) {
            return Optional.of(new LargeContent(content, straight.get()));
        }
        try (content) {
            return content.lengthBytes() > MOST_BYTES ? Optional.empty() : whole(content);
        }
    }

    private static Optional<Answer> whole(Content content) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) content.lengthBytes());
        while (all.hasRemaining()) {
            if (content.read(all) < 0) {
                return Optional.empty();
            }
        }
        return content.valid() ? Optional.of(new SmallContent(all.array())) : Optional.empty();
    }

    private static Parameters parameters(Question question) {
        Parameters parameters = Parameters.of(question.rawQuery());
        parameters.checkUnused();
        parameters.clientUuid();
        return parameters;
    }

    private Optional<Peer> readable(Route.Versioned route, Sender sender) {
        Uuid server = Parameters.uuid(ByteText.percentDecoded(route.uuid(), ByteText.Plus.LITERAL));
        return host.peer(server)
                .filter(peer -> host.permission(sender, server, Action.READ) instanceof Permission.Granted);
    }
}
