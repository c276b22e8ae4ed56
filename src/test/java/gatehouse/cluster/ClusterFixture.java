// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.key.Key;
import gatehouse.p2p.Asking;
import gatehouse.p2p.Content;
import gatehouse.p2p.Peer;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.PutRequest;
import gatehouse.p2p.Receiving;
import gatehouse.repository.Uuid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** What tests of clusters have in common. */
final class ClusterFixture {
    static final Uuid CLIENT = new Uuid("client");
    static final ClusterLimits LIMITS =
            new ClusterLimits(Duration.ofSeconds(20), Duration.ofMillis(500), Duration.ofSeconds(20));
    static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();
    static final AtomicLong NOW_SECONDS = new AtomicLong(1000);

    private ClusterFixture() {}

    static ClusterPeer.Surroundings surroundings() {
        return new ClusterPeer.Surroundings(THREADS, LIMITS, NOW_SECONDS::get, new UploadsUnderWay(), new Doubts());
    }

    static ClusterPeer cluster(MemoryHub hub, Uuid... bypass) {
        return new ClusterPeer(hub, MemoryHub.CLUSTER_UUID, new Asking(CLIENT, Set.of(bypass)), surroundings());
    }

    static byte[] content(long seed, int bytes) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return content;
    }

    static Key sha256(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return new Key("SHA256-s" + content.length + "--" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static PutReply put(Peer peer, byte[] content) throws IOException {
        return put(peer, sha256(content), content, Optional.empty());
    }

    static PutReply put(Peer peer, Key key, byte[] content, Optional<String> file) throws IOException {
        try (Receiving receiving = peer.receive(new PutRequest(key, CLIENT, 0, content.length, file))) {
            send(receiving, content);
            return receiving.finish();
        }
    }

    /** In pieces that are none of the sizes that anybody uses. */
    static void send(Receiving receiving, byte[] content) throws IOException {
        int piece = 70_001;
        for (int at = 0; at < content.length; at += piece) {
            receiving.write(ByteBuffer.wrap(content, at, Math.min(piece, content.length - at)));
        }
    }

    /** Whether it was valid, and what came. */
    record Read(boolean valid, byte[] bytes) {}

    static Optional<Read> read(Peer peer, Key key, long offsetBytes) throws IOException {
        Optional<Content> opened = peer.read(key, offsetBytes);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (Content content = opened.get()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer some = ByteBuffer.allocate(777);
            while (content.read(some.clear()) >= 0) {
                some.flip();
                all.write(some.array(), 0, some.limit());
            }
            return Optional.of(new Read(content.valid(), all.toByteArray()));
        }
    }
}
