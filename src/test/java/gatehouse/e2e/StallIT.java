// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Clients that stop in the middle: the others are served, and in the end they are cut off. */
@BeyondTheReference("serves as many requests at a time as -J says, and waits for the stalled ones for ever")
class StallIT {
    private static final int STALLED = 150;
    private static final int IDLE_SECONDS = 8;
    private static final Duration PROMPTLY = Duration.ofSeconds(5);
    private static final Duration CUT_OFF_WITHIN = Duration.ofSeconds(IDLE_SECONDS + 40);
    /** Much more than the sockets' buffers take, so that a client that reads nothing holds the answer up. */
    private static final int LARGE_BYTES = 48_000_000;

    @Test
    void stalledClientsDelayNobodyAndAreCutOff() {
        List<String> options = List.of("--wideopen", "--idle-seconds", String.valueOf(IDLE_SECONDS));
        List<Wire> stalled = new ArrayList<>();
        try (Bench bench = Bench.with(options, Map.of())) {
            AnnexApi api = bench.api();
            byte[] large = Keys.content(new Random(1), LARGE_BYTES);
            String key = Keys.sha256(large);
            assertThat(api.put(key, large).text()).contains("\"stored\":true");
            Random random = new Random(2);
            for (int i = 0; i < STALLED; i++) {
                stalled.add(halfAnUpload(api, random));
                stalled.add(downloadThatReadsNothing(api, key));
                stalled.add(halfARequest(api));
            }

            for (int i = 0; i < 50; i++) {
                assertThat(api.isPresent(key)).isTrue();
                answersPromptly(api, key);
            }
            byte[] content = Keys.content(random, 5000);
            assertThat(api.put(Keys.sha256(content), content).text()).contains("\"stored\":true");
            assertThat(api.get(Keys.sha256(content)).body()).isEqualTo(content);

            Poll.pause(CUT_OFF_WITHIN.toMillis());
            assertThat(stalled).allMatch(Wire::isCutOff, "cut off");
            answersPromptly(api, key);
        } finally {
            stalled.forEach(Wire::close);
        }
    }

    @Test
    void aClientThatGoesOnSlowlyIsNotCutOff() {
        List<String> options = List.of("--wideopen", "--idle-seconds", String.valueOf(IDLE_SECONDS));
        try (Bench bench = Bench.with(options, Map.of())) {
            byte[] content = Keys.content(new Random(3), 16);
            String key = Keys.sha256(content);
            try (Wire wire = Wire.to(bench.server().port())) {
                Request request = Request.put(bench.api().target("v4", "put", key, ""), content);
                byte[] bytes = request.wire();
                int start = bytes.length - content.length;
                wire.send(Arrays.copyOf(bytes, start));
                for (int i = start; i < bytes.length; i++) {
                    Poll.pause(1500);
                    wire.send(new byte[] {bytes[i]});
                }
                assertThat(wire.answer().text()).contains("\"stored\":true");
            }
        }
    }

    private static void answersPromptly(AnnexApi api, String key) {
        long start = System.nanoTime();
        assertThat(api.isPresent(key)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPTLY);
    }

    private static Wire halfAnUpload(AnnexApi api, Random random) {
        byte[] content = Keys.content(random, 100_000);
        byte[] request = Request.put(api.target("v4", "put", Keys.sha256(content), ""), content)
                .wire();
        Wire wire = Wire.to(api.server().port());
        wire.send(Arrays.copyOf(request, request.length / 2));
        return wire;
    }

    private static Wire downloadThatReadsNothing(AnnexApi api, String key) {
        Wire wire = Wire.to(api.server().port());
        wire.send(Request.get(api.path() + "/key/" + key).wire());
        return wire;
    }

    private static Wire halfARequest(AnnexApi api) {
        Wire wire = Wire.to(api.server().port());
        wire.send("POST " + api.path() + "/v4/checkpresent?key=");
        return wire;
    }
}
