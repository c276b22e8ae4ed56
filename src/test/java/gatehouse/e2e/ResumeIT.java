// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that break off and go on, and uploads of one key at the same time. */
@WithServer
class ResumeIT {
    private static final int SIZE = 100_000;
    private static final int CUT = 60_000;

    private final Bench bench;
    private final AnnexApi api;
    private byte[] content = new byte[0];
    private String key = "";

    ResumeIT(Bench bench) {
        this.bench = bench;
        this.api = bench.api();
    }

    @BeforeEach
    void makeNewContent(TestInfo test) {
        content = Keys.content(
                new Random(
                        test.getDisplayName().hashCode() ^ test.getTestMethod().hashCode()),
                SIZE);
        key = Keys.sha256(content);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"v1", "v2", "v3", "v4"})
    void whatArrivedIsNotSentAgain(String version) {
        long offset = brokenOff();
        Answer rest = putFrom(version, offset);
        assertThat(rest.text()).as(rest.toString()).contains("\"stored\":true");
        isWhole();
    }

    @Test
    void anUploadMayBeginBeforeTheOffset() {
        long offset = brokenOff();
        assertThat(putFrom("v4", offset - 1000).text()).contains("\"stored\":true");
        isWhole();
    }

    @Test
    void anUploadMayBeginAnew() {
        brokenOff();
        assertThat(api.put(key, content).text()).contains("\"stored\":true");
        isWhole();
    }

    @Test
    void aGapStoresNothing() {
        long offset = brokenOff();
        assertThat(putFrom("v4", offset + 1000).text()).contains("\"stored\":false");
        assertThat(api.isPresent(key)).isFalse();
        assertThat(api.put(key, content).text()).contains("\"stored\":true");
        isWhole();
    }

    @Test
    void aWrongRestStoresNothingAndTheWholeMaySoonBeSent() {
        int offset = (int) brokenOff();
        Answer answer =
                api.ask(Request.put(api.target("v4", "put", key, "&offset=" + offset), new byte[SIZE - offset]));
        assertThat(answer.text()).contains("\"stored\":false");
        assertThat(api.isPresent(key)).isFalse();
        assertThat(api.putOffset(key)).isZero();
        assertThat(api.put(key, content).text()).contains("\"stored\":true");
        isWhole();
    }

    @Test
    void anOffsetOnAKeyOfWhichNothingIsThereStoresNothing() {
        assertThat(putFrom("v4", 10).text()).contains("\"stored\":false");
        assertThat(putFrom("v4", SIZE).text()).contains("\"stored\":false");
        assertThat(api.isPresent(key)).isFalse();
    }

    @Test
    void anOffsetBeyondTheKeyStoresNothing() {
        Answer answer = api.ask(Request.put(api.target("v4", "put", key, "&offset=" + (SIZE + 10)), new byte[0]));
        assertThat(answer.text()).doesNotContain("\"stored\":true");
        assertThat(answer.status()).isIn(200, 400);
    }

    @Test
    @BeyondTheReference("stores it, although the announced offset does not fit what was sent")
    void contentThatWasAnnouncedAsARestIsNotTakenForTheWhole() {
        Answer answer = api.ask(Request.put(api.target("v4", "put", key, "&offset=5"), content));
        assertThat(answer.text()).contains("\"stored\":false");
        assertThat(api.isPresent(key)).isFalse();
    }

    @Test
    void whatIsPartlyThereIsNotServed() {
        brokenOff();
        assertThat(api.isPresent(key)).isFalse();
        assertThat(api.isNowhere(key)).isTrue();
        assertThat(api.post("lockcontent", key).text()).isEqualTo("{\"locked\":false}");
    }

    @Test
    void aRestAfterManyInterruptionsIsWhole() {
        int sent = 0;
        Random random = new Random(5);
        while (sent < SIZE) {
            int next = Math.min(SIZE, sent + 1 + random.nextInt(20_000));
            if (next == SIZE) {
                assertThat(putFrom("v4", sent).text()).contains("\"stored\":true");
                break;
            }
            sendAndBreakOff(sent, next);
            sent = (int) offsetOnce(next);
        }
        isWhole();
    }

    @ParameterizedTest(name = "{0} uploads of one key side by side, seed 7")
    @ValueSource(ints = {2, 4})
    void uploadsOfOneKeyAtTheSameTimeEndWithOneGoodObject(int count) throws InterruptedException, ExecutionException {
        content = Keys.content(new Random(count), 4_000_000);
        key = Keys.sha256(content);
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            for (int i = 0; i < count; i++) {
                Random random = new Random(7 + i);
                answers.add(threads.submit(() -> api.ask(inRandomChunks(random))));
            }
        }
        for (Future<Answer> answer : answers) {
            assertThat(answer.get().status()).as(answer.get().toString()).isLessThan(600);
        }
        if (!api.isPresent(key)) {
            assertThat(api.put(key, content).text()).contains("\"stored\":true");
        }
        isWhole();
    }

    private Request inRandomChunks(Random random) {
        List<byte[]> chunks = new ArrayList<>();
        for (int from = 0; from < content.length; ) {
            int to = Math.min(content.length, from + 1 + random.nextInt(200_000));
            chunks.add(Arrays.copyOfRange(content, from, to));
            from = to;
        }
        return Request.of("POST", api.target("v4", "put", key, "&offset=0"))
                .declaring(content.length)
                .with(Request.OCTETS)
                .chunks(chunks.toArray(byte[][]::new));
    }

    /** Sends the first 60,000 bytes and breaks off; returns where the server would go on. */
    private long brokenOff() {
        sendAndBreakOff(0, CUT);
        return offsetOnce(CUT);
    }

    private void sendAndBreakOff(int from, int to) {
        try (Wire wire = Wire.to(api.server().port())) {
            Request request = Request.of("POST", api.target("v4", "put", key, "&offset=" + from))
                    .declaring(SIZE - from)
                    .with(Request.OCTETS)
                    .with("Content-Length: " + (SIZE - from))
                    .sending(Arrays.copyOfRange(content, from, to));
            wire.send(request.wire());
            // What comes together with the end of the connection may be lost with it; p2phttp shows nothing before the
            // end.
            for (int i = 0; i < 20 && partialBytes() < to; i++) {
                Poll.pause(50);
            }
        }
    }

    /** The offset that is offered once the server has noticed that the client is gone. */
    private long offsetOnce(long bytes) {
        if (ServerUnderTest.isReference()) {
            // Asked while it still notices that the client is gone, it can spoil what has arrived.
            Poll.pause(700);
        } else {
            // Until then a further upload of the key would be one beside it, of which a part is not kept.
            Poll.until(
                    "the end of the upload is noticed",
                    () -> bench.repository().transferLocks().isEmpty());
        }
        Poll.until("the offset offered is what was sent", () -> {
            Answer answer = api.post("putoffset", key);
            assertThat(answer.status()).as(answer.toString()).isIn(whileTheUploadLasts());
            return answer.text().equals("{\"offset\":" + bytes + "}");
        });
        return bytes;
    }

    /** The reference answers 500 as long as it holds the lock of the upload that broke off. */
    private static List<Integer> whileTheUploadLasts() {
        return ServerUnderTest.isReference() ? List.of(200, 500) : List.of(200);
    }

    private long partialBytes() {
        return bench.repository().partial().stream()
                .filter(file -> file.getFileName().toString().equals(key))
                .mapToLong(file -> file.toFile().length())
                .sum();
    }

    private Answer putFrom(String version, long offset) {
        byte[] rest = Arrays.copyOfRange(content, (int) offset, SIZE);
        return api.ask(Request.put(api.target(version, "put", key, "&offset=" + offset), rest));
    }

    private void isWhole() {
        assertThat(api.get(key).body()).isEqualTo(content);
        assertThat(bench.repository().objects()).containsKey(key);
        assertThat(partialBytes()).isZero();
    }
}
