// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.p2p.Content;
import gatehouse.p2p.ProtocolVersion;
import gatehouse.p2p.PutReply;
import gatehouse.p2p.Receiving;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transfers to and from a peer that may wait: what each side's failing does to the other. */
@Timeout(60)
class SlowTransferTest {
    private static final TransferBuffers BUFFERS = new TransferBuffers(64 * 1024);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final IdleWatch watch =
            new IdleWatch(new IdleWatch.Limits(Duration.ofMillis(300), 10), System::nanoTime, timer);
    private final AtomicInteger dropped = new AtomicInteger();

    @AfterEach
    void stop() {
        watch.close();
        timer.shutdownNow();
    }

    /** Content of so many bytes, that gives some and then fails, or is found not to be good. */
    private record Source(int length, int failsAt, boolean valid, AtomicInteger position) implements Content {
        Source(int length, int failsAt, boolean valid) {
            this(length, failsAt, valid, new AtomicInteger());
        }

        @Override
        public long lengthBytes() {
            return length;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            if (position.get() >= failsAt) {
                throw new IOException("the remote is gone");
            }
            int count = Math.min(to.remaining(), length - position.get());
            to.position(to.position() + count);
            position.addAndGet(count);
            return count;
        }

        @Override
        public boolean valid() {
            return valid;
        }

        @Override
        public void close() {}
    }

    private SlowDownload download(Source source) {
        return new SlowDownload(source, watch, dropped::incrementAndGet);
    }

    @Test
    void allOfTheContentIsSent() throws IOException {
        ScriptedStreams.Out out = new ScriptedStreams.Out(Integer.MAX_VALUE);
        Source source = new Source(300_000, Integer.MAX_VALUE, true);
        assertThat(download(source).send(() -> LeavingBody.of(out), BUFFERS)).isTrue();
        assertThat(out.taken.size()).isEqualTo(300_000);
    }

    @Test
    void ofContentThatIsNotGoodTheLastByteIsLeftOut() throws IOException {
        ScriptedStreams.Out out = new ScriptedStreams.Out(Integer.MAX_VALUE);
        Source source = new Source(300_000, Integer.MAX_VALUE, false);
        assertThat(download(source).send(() -> LeavingBody.of(out), BUFFERS)).isFalse();
        assertThat(out.taken.size()).isEqualTo(299_999);
    }

    @Test
    void aSourceThatFailsBeforeItsFirstByteHasSentNothing() {
        SlowDownload download = download(new Source(1000, 0, true));
        assertThatThrownBy(
                        () -> download.send(() -> LeavingBody.of(new ScriptedStreams.Out(Integer.MAX_VALUE)), BUFFERS))
                .isInstanceOf(IOException.class);
        assertThat(download.begun()).isFalse();
    }

    @Test
    void aSourceThatFailsLaterIsNotTakenForItsEnd() {
        SlowDownload download = download(new Source(300_000, 100_000, true));
        assertThatThrownBy(
                        () -> download.send(() -> LeavingBody.of(new ScriptedStreams.Out(Integer.MAX_VALUE)), BUFFERS))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(Signal.ClientLost.class);
        assertThat(download.begun()).isTrue();
    }

    @Test
    void aClientThatStopsReadingIsCutOff() {
        SlowDownload download = download(new Source(1_000_000, Integer.MAX_VALUE, true));
        assertThat(watch.admit(download)).isTrue();
        assertThatThrownBy(() -> download.send(() -> LeavingBody.of(new ScriptedStreams.Out(2)), BUFFERS))
                .isInstanceOf(Signal.ClientLost.class);
        assertThat(dropped.get()).isPositive();
    }

    /** A peer that takes so many bytes, fails where it is told to, and remembers what it got. */
    private static final class Target implements Receiving {
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final int length;
        private final boolean failing;

        Target(int length, boolean failing) {
            this.length = length;
            this.failing = failing;
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            if (failing) {
                throw new IOException("the remote is gone");
            }
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            taken.writeBytes(bytes);
        }

        @Override
        public long missingBytes() {
            return length - taken.size();
        }

        @Override
        public PutReply finish() {
            return new PutReply.Stored(List.of());
        }

        @Override
        public void close() {}
    }

    private static Reply upload(SlowUpload upload) throws IOException {
        return upload.take(BUFFERS, ProtocolVersion.V4);
    }

    private SlowUpload upload(ScriptedStreams.In in, Target target) throws IOException {
        return new SlowUpload(ArrivingBody.of(in), watch, target);
    }

    @Test
    void aBodyIsTakenToItsEndThoughNobodyTellsOfThat() throws IOException {
        Target target = new Target(5, false);
        Reply reply = upload(upload(
                new ScriptedStreams.In()
                        .part(new byte[] {1, 2})
                        .part(new byte[] {3, 4, 5})
                        .end(),
                target));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(target.taken.toByteArray()).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void aBodyTooLongOrTooShortIsNotStored() throws IOException {
        for (int length : new int[] {2, 4}) {
            Reply reply = upload(
                    upload(new ScriptedStreams.In().part(new byte[] {1, 2, 3}).end(), new Target(length, false)));
            assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains("\"stored\":false");
        }
    }

    @Test
    void ofABodyWhoseTargetFailsTheRestIsThrownAwayAndTheFailureAnswered() throws IOException {
        ScriptedStreams.In in =
                new ScriptedStreams.In().part(new byte[100]).part(new byte[100]).end();
        Reply reply = upload(upload(in, new Target(200, true)));
        assertThat(reply.status()).isEqualTo(502);
        assertThat(in.isReady()).isFalse();
    }

    @Test
    void aClientThatStopsSendingIsCutOff() throws IOException {
        SlowUpload upload = upload(new ScriptedStreams.In().part(new byte[100]), new Target(200, false));
        assertThat(watch.admit(upload)).isTrue();
        assertThatThrownBy(() -> upload(upload)).isInstanceOf(Signal.ClientLost.class);
        assertThat(upload.late()).isTrue();
    }
}
