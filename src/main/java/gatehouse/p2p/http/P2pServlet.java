// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.Asking;
import gatehouse.p2p.Content;
import gatehouse.p2p.LockId;
import gatehouse.p2p.Peer;
import gatehouse.p2p.ProtocolVersion;
import gatehouse.p2p.Receiving;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Action;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The P2P protocol over HTTP. A servlet and not JAX-RS resources, because only the Servlet API lets bodies be read and
 * written without a thread waiting for the peer. Source: doc/design/p2p_protocol_over_http.mdwn, P2P/Http/Server.hs.
 */
@WebServlet(urlPatterns = "/git-annex/*", asyncSupported = true)
public class P2pServlet extends HttpServlet {
    @Serial
    static final String OCTETS = "application/octet-stream";

    static final String JSON = "application/json;charset=utf-8";

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = Logger.getLogger(P2pServlet.class.getName());
    static final String DATA_LENGTH = "X-git-annex-data-length";

    @Inject
    private transient P2pHost host;

    @Inject
    private transient IdleWatch watch;

    @Inject
    private transient ConnectionControl control;

    @Inject
    private transient Shortcut shortcut;

    @Inject
    private transient SlowRequests slow;

    private final transient TransferBuffers buffers = new TransferBuffers(TransferBuffers.BYTES);

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        shortcut.open(request);
        try {
            switch (Route.of(request.getRequestURI())) {
                case Route.Versioned route -> versioned(route, new Exchange(request, response));
                case Route.PlainKey route -> plain(route, new Exchange(request, response));
                case Route.Nowhere nowhere -> throw missing("nothing here");
            }
        } catch (FailureException e) {
            FailureMapper.answer(response, e.failure());
        } catch (IOException | RuntimeException e) {
            String id = UUID.randomUUID().toString();
            LOG.log(Level.SEVERE, "request " + id + " failed", e);
            if (!response.isCommitted()) {
                FailureMapper.line(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "internal error " + id);
            }
        }
    }

    /** One request and its answer. */
    record Exchange(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async() {
            AsyncContext async = request.startAsync(request, response);
            // The watch knows progress from slowness; the container's timeout does not.
            async.setTimeout(0);
            return async;
        }
    }

    private void versioned(Route.Versioned route, Exchange exchange) throws IOException {
        Operation operation = route.operation();
        if (!exchange.request().getMethod().equals(operation.method())) {
            exchange.response().setHeader("Allow", operation.method());
            FailureMapper.line(exchange.response(), HttpServletResponse.SC_METHOD_NOT_ALLOWED, "wrong method");
            return;
        }
        Uuid server = Parameters.uuid(ByteText.percentDecoded(route.uuid(), ByteText.Plus.LITERAL));
        Parameters parameters = Parameters.of(exchange.request().getQueryString());
        parameters.checkUnused();
        Call call = new Call(exchange, server, route.version(), parameters);
        switch (operation) {
            case KEY -> key(call, route.key());
            case PUT -> put(call);
            case KEEP_LOCKED -> keepLocked(call);
            case CHECK_PRESENT, PUT_OFFSET, REMOVE, REMOVE_BEFORE, GET_TIMESTAMP, LOCK_CONTENT -> {
                JsonCall json = JsonCall.of(operation, route.version(), parameters);
                Peer peer = allowed(call, operation.action());
                json(exchange, peer, () -> json.reply(peer));
            }
        }
    }

    /** A versioned request, its parameters read but not yet allowed. */
    record Call(Exchange exchange, Uuid server, ProtocolVersion version, Parameters parameters) {}

    private void keepLocked(Call call) throws IOException {
        LockId lock = new LockId(call.parameters().lockId());
        call.parameters().optionalClientUuid();
        Peer peer = allowed(call, Action.LOCK);
        if (peer.waits()) {
            slow.keepLocked(call.exchange(), peer, lock);
            return;
        }
        peer.keepLocked(lock);
        AsyncContext async = call.exchange().async();
        var in = call.exchange().request().getInputStream();
        in.setReadListener(new LockKeeping(async, in, peer, lock));
    }

    private void put(Call call) throws IOException {
        PutCall put = PutCall.of(
                call.version(), call.parameters(), call.exchange().request().getHeader(DATA_LENGTH));
        Peer peer = allowed(call, Action.STORE);
        if (put.dataPresent()) {
            Key key = put.request().key();
            json(call.exchange(), peer, () -> ReplyJson.of(peer.dataPresent(key), call.version()));
        } else if (peer.waits()) {
            slow.upload(call.exchange(), peer, put);
        } else {
            receive(call, peer.receiveIfNeeded(put.request()));
        }
    }

    private void receive(Call call, Receiving receiving) throws IOException {
        HttpServletRequest request = call.exchange().request();
        AsyncContext async = call.exchange().async();
        var in = request.getInputStream();
        UploadBody body =
                new UploadBody(receiving, call.version(), watch, Reception.sender(async, control.dropping(request)));
        if (!watch.admit(body)) {
            receiving.close();
            FailureMapper.answer(call.exchange().response(), new Failure.Busy("too many transfers"));
            async.complete();
            return;
        }
        in.setReadListener(new Reception(in, body, buffers));
    }

    private void key(Call call, String segment) throws IOException {
        Key key = Parameters.key(ByteText.percentDecoded(segment, ByteText.Plus.LITERAL));
        call.parameters().clientUuid();
        long offsetBytes = call.parameters().offsetBytes();
        Peer peer = allowed(call, Action.READ);
        send(call.exchange(), peer, () -> {
            Content content = peer.read(key, offsetBytes).orElseThrow(() -> missing("key not present"));
            HttpServletResponse response = call.exchange().response();
            response.setContentType(OCTETS);
            response.setHeader(DATA_LENGTH, Long.toString(content.lengthBytes()));
            return Optional.of(content);
        });
    }

    private void plain(Route.PlainKey route, Exchange exchange) throws IOException {
        String method = exchange.request().getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.response().setHeader("Allow", "GET, HEAD");
            FailureMapper.line(exchange.response(), HttpServletResponse.SC_METHOD_NOT_ALLOWED, "wrong method");
            return;
        }
        Uuid server = Parameters.uuid(ByteText.percentDecoded(route.uuid(), ByteText.Plus.LITERAL));
        Key key = Parameters.key(ByteText.percentDecoded(route.key(), ByteText.Plus.LITERAL));
        Parameters parameters = Parameters.of(exchange.request().getQueryString());
        Wanted wanted = new Wanted(server, Action.READ, parameters.asking(ProtocolVersion.V0));
        Peer peer = host.peer(Sender.of(exchange.request()), wanted);
        PlainDownload download = new PlainDownload(exchange.request(), exchange.response());
        send(exchange, peer, () -> download.begin(peer, key));
    }

    private void send(Exchange exchange, Peer peer, SlowRequests.Opening opening) throws IOException {
        if (peer.waits()) {
            slow.download(exchange, opening);
            return;
        }
        Optional<Content> content = opening.open();
        if (content.isPresent()) {
            send(exchange, content.get());
        }
    }

    private void send(Exchange exchange, Content content) throws IOException {
        AsyncContext async = exchange.async();
        var out = exchange.response().getOutputStream();
        HttpServletRequest request = exchange.request();
        Download download = new Download(async, out, content, buffers, watch, control.dropping(request));
        if (!watch.admit(download)) {
            content.close();
            exchange.response().reset();
            FailureMapper.answer(exchange.response(), new Failure.Busy("too many transfers"));
            async.complete();
            return;
        }
        control.boundUnsent(request, Download.UNSENT_BYTES);
        out.setWriteListener(download);
    }

    private Peer allowed(Call call, Action action) {
        Asking asking = call.parameters().asking(call.version());
        return host.peer(Sender.of(call.exchange().request()), new Wanted(call.server(), action, asking));
    }

    private void json(Exchange exchange, Peer peer, SlowRequests.Answering answering) throws IOException {
        if (peer.waits()) {
            slow.json(exchange, answering);
        } else {
            json(exchange.response(), answering.json());
        }
    }

    static void json(HttpServletResponse response, byte[] body) throws IOException {
        FailureMapper.send(response, Reply.json(body));
    }

    private static FailureException missing(String reason) {
        return new FailureException(new Failure.Missing(reason));
    }
}
