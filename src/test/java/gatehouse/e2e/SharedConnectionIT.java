// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Requests for whether a key is there, among others on one connection: each gets its own answer, in order. */
@WithServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedConnectionIT {
    private static final byte[] HELLO = Request.bytes("shared");
    private static final String KEY = Keys.sha256(HELLO);
    private static final String PRESENT = "{\"present\":true}";

    private final AnnexApi api;
    private final Request question;

    SharedConnectionIT(Bench bench) {
        this.api = bench.api();
        this.question = Request.post(api.target("v4", "checkpresent", KEY, ""));
    }

    @BeforeAll
    void storeWhatIsAskedFor() {
        assertThat(api.put(KEY, HELLO).text()).contains("true");
        assertThat(api.isPresent(KEY)).isTrue();
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() {
        try (Wire wire = Wire.to(api.server().port())) {
            Request nowhere = Request.post(api.target("v4", "checkpresent", Keys.sha256(new byte[1]), ""));
            Request bad = Request.post(api.path() + "/v4/checkpresent?key=nonsense&" + AnnexApi.CLIENT);
            Request get = Request.get(api.path() + "/v4/key/" + Keys.percentEncoded(KEY) + "?" + AnnexApi.CLIENT);
            for (Request request : new Request[] {question, nowhere, get, question, bad}) {
                wire.send(request.wire());
            }
            assertThat(wire.answer().text()).isEqualTo(PRESENT);
            assertThat(wire.answer().text()).isEqualTo("{\"present\":false}");
            assertThat(wire.answer().body()).isEqualTo(HELLO);
            assertThat(wire.answer().text()).isEqualTo(PRESENT);
            assertThat(wire.answer().status()).isEqualTo(400);
        }
    }

    @Test
    void whatFollowsALongDownloadWaitsForItsEnd() {
        byte[] large = Keys.content(new Random(5), 3_000_000);
        String key = Keys.sha256(large);
        assertThat(api.put(key, large).text()).contains("true");
        try (Wire wire = Wire.to(api.server().port())) {
            Request get = Request.get(api.path() + "/v4/key/" + Keys.percentEncoded(key) + "?" + AnnexApi.CLIENT);
            wire.send(get.wire());
            wire.send(question.wire());
            wire.send(get.wire());
            wire.send(question.wire());
            Poll.pause(200);
            for (int i = 0; i < 2; i++) {
                assertThat(wire.answer().body()).isEqualTo(large);
                assertThat(wire.answer().text()).isEqualTo(PRESENT);
            }
        }
    }

    @Test
    void aConnectionThatIsToEndEndsAfterTheAnswer() {
        try (Wire wire = Wire.to(api.server().port())) {
            wire.send(question.with("Connection: close").wire());
            assertThat(wire.answer().text()).isEqualTo(PRESENT);
            assertThat(wire.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void anOldClientsConnectionEndsToo() {
        try (Wire wire = Wire.to(api.server().port())) {
            wire.send("POST " + question.target() + " HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
            assertThat(wire.answer().text()).isEqualTo(PRESENT);
            assertThat(wire.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aBodyThatNobodyAskedForIsNoOtherRequest() {
        try (Wire wire = Wire.to(api.server().port())) {
            wire.send(Request.of("POST", question.target())
                    .with("Content-Length: 10")
                    .wire());
            wire.send("01234");
            Poll.pause(200);
            wire.send("56789");
            assertThat(wire.answer().text()).isEqualTo(PRESENT);
            wire.send(Request.of("POST", question.target()).chunks(HELLO).wire());
            assertThat(wire.answer().text()).isEqualTo(PRESENT);
            wire.send(Request.of("POST", question.target()).chunks().wire());
            assertThat(wire.answer().text()).isEqualTo(PRESENT);
            wire.send(question.wire());
            assertThat(wire.answer().text()).isEqualTo(PRESENT);
        }
    }

    @Test
    void aRequestInPiecesIsOneRequest() {
        try (Wire wire = Wire.to(api.server().port())) {
            byte[] bytes = question.wire();
            for (int at = 0; at < bytes.length; at += 40) {
                wire.send(Arrays.copyOfRange(bytes, at, Math.min(at + 40, bytes.length)));
                Poll.pause(5);
            }
            assertThat(wire.answer().text()).isEqualTo(PRESENT);
        }
    }
}
