// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.key.Key;
import gatehouse.p2p.Content;
import gatehouse.p2p.Peer;
import gatehouse.p2p.Receiving;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Action;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers the versioned requests where a connector has parsed them but not yet made servlets' requests of them. For
 * small answers that would cost several times what the answer does; large content can reach the socket from there
 * without passing through memory, and come from it with less copying. Whatever is not plainly answered with status 200
 * is left to {@link P2pServlet}, so that errors have one place.
 */
public final class QuickAnswers {
    /** More than that is not held in memory. */
    private static final int MOST_BYTES = 16 * 1024;
    /** What is shorter is not worth more than the servlet's way. */
    private static final int LEAST_STRAIGHT_BYTES = 256 * 1024;

    private static final String FOLDER = "/git-annex/";

    private final P2pHost host;

    public QuickAnswers(P2pHost host) {
        this.host = host;
    }

    /** A request as it stands on the wire: percent-encoded, the query null where there is none. */
    public record Question(
            String method, String rawPath, @Nullable String rawQuery, Sender sender) {
        /** Cheap: whether it is worth to be asked. */
        boolean maybe() {
            return rawPath.startsWith(FOLDER);
        }
    }

    /** The body and the headers of an answer with status 200. */
    public sealed interface Answer {
        default String contentType() {
            return switch (this) {
                case Json json -> P2pServlet.JSON;
                case SmallContent content -> P2pServlet.OCTETS;
                case LargeContent content -> P2pServlet.OCTETS;
            };
        }
    }

    /** Of all downloads: they come in chunks, and this header tells the length. */
    public static final String DATA_LENGTH = P2pServlet.DATA_LENGTH;

    /** Of known length. */
    public record Json(byte[] body) implements Answer {}

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

    /** Answers a request without a body. Empty when the servlet is to answer. */
    public Optional<Answer> answer(Question question) {
        return asked(question).flatMap(route -> {
            try {
                return switch (route.operation()) {
                    case KEY -> content(route, question);
                    case PUT, KEEP_LOCKED -> Optional.empty();
                    case CHECK_PRESENT, PUT_OFFSET, REMOVE, REMOVE_BEFORE, GET_TIMESTAMP, LOCK_CONTENT ->
                        json(route, question);
                };
            } catch (IOException | RuntimeException e) {
                // The servlet comes upon the same, and says so. What is done already may be done again.
                return Optional.empty();
            }
        });
    }

    /** Begins an upload whose body is about to come. Empty when the servlet is to answer. */
    public Optional<UploadBody> upload(Question question, IdleWatch watch, UploadBody.Sender sender) {
        return asked(question)
                .filter(route -> route.operation() == Operation.PUT)
                .flatMap(route -> {
                    try {
                        return upload(route, question, watch, sender);
                    } catch (IOException | RuntimeException e) {
                        return Optional.empty();
                    }
                });
    }

    private static Optional<Route.Versioned> asked(Question question) {
        return question.maybe()
                        && Route.of(question.rawPath()) instanceof Route.Versioned route
                        && route.operation().method().equals(question.method())
                ? Optional.of(route)
                : Optional.empty();
    }

    private Optional<UploadBody> upload(
            Route.Versioned route, Question question, IdleWatch watch, UploadBody.Sender sender) throws IOException {
        Parameters parameters = parameters(question);
        PutCall put = PutCall.of(route.version(), parameters, question.sender().header(P2pServlet.DATA_LENGTH));
        Optional<Peer> peer = allowed(route, parameters, question.sender());
        if (peer.isEmpty() || put.dataPresent()) {
            return Optional.empty();
        }
        Receiving receiving = peer.get().receiveIfNeeded(put.request());
        UploadBody body = new UploadBody(receiving, route.version(), watch, sender);
        if (!watch.admit(body)) {
            receiving.close();
            return Optional.empty();
        }
        return Optional.of(body);
    }

    private Optional<Answer> json(Route.Versioned route, Question question) throws IOException {
        Parameters parameters = parameters(question);
        JsonCall call = JsonCall.of(route.operation(), route.version(), parameters);
        Optional<Peer> peer = allowed(route, parameters, question.sender());
        return peer.isEmpty() ? Optional.empty() : Optional.of(new Json(call.reply(peer.get())));
    }

    private Optional<Answer> content(Route.Versioned route, Question question) throws IOException {
        Parameters parameters = parameters(question);
        parameters.clientUuid();
        Key key = Parameters.key(ByteText.percentDecoded(route.key(), ByteText.Plus.LITERAL));
        Optional<Peer> peer = allowed(route, parameters, question.sender());
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
        return parameters;
    }

    /** Empty also for a peer that is not for the threads of a connector. */
    private Optional<Peer> allowed(Route.Versioned route, Parameters parameters, Sender sender) {
        Uuid server = Parameters.uuid(ByteText.percentDecoded(route.uuid(), ByteText.Plus.LITERAL));
        Action action = route.operation().action();
        return host.quickPeer(sender, new Wanted(server, action, parameters.asking(route.version())))
                .filter(peer -> !peer.waits());
    }
}
