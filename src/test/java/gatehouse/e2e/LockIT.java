// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static gatehouse.e2e.Request.bytes;
import static gatehouse.e2e.Request.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks and removals on the wire, and whether git-annex in the served repository honours them. */
@WithServer
class LockIT {
    private static final String REMOVED = "{\"plusuuids\":[],\"removed\":true}";
    private static final String NOT_REMOVED = "{\"plusuuids\":[],\"removed\":false}";
    private static final String UNLOCKED = "{\"locked\":false}";
    private static final byte[] HOLD = bytes("{\"unlock\":false}\n");
    private static final byte[] UNLOCK = bytes("{\"unlock\":true}\n");

    private final Bench bench;
    private final AnnexApi api;
    private String key = "";

    LockIT(Bench bench) {
        this.bench = bench;
        this.api = bench.api();
    }

    @BeforeEach
    void storeNewContent(TestInfo test) {
        int seed = test.getDisplayName().hashCode() ^ test.getTestMethod().hashCode();
        key = stored(new Random(seed));
    }

    private String stored(Random random) {
        byte[] content = Keys.content(random, 100);
        String name = Keys.sha256(content);
        assertThat(api.put(name, content).text()).contains("true");
        return name;
    }

    @Test
    void lockedContentIsKeptForTenMinutesEvenIfTheServerDies() throws IOException {
        api.lock(key);
        Path retention = files(".rtm").get(0);
        String seconds = Files.readString(retention).strip().replaceAll("s$", "");
        assertThat(Instant.ofEpochSecond((long) Double.parseDouble(seconds)))
                .isBetween(Instant.now().plusSeconds(590), Instant.now().plusSeconds(610));
        Ran drop = bench.repository().annex("drop", "--force", "--key", key);
        assertThat(drop.exit()).isNotZero();
        assertThat(drop.output() + drop.errors()).contains("locked");
        assertThat(api.isPresent(key)).isTrue();
    }

    @Test
    @BeyondTheReference("500: Something went wrong")
    void lockedContentIsNotRemoved() {
        String id = api.lock(key);
        assertThat(api.post("remove", key).text()).isEqualTo(NOT_REMOVED);
        assertThat(removeBefore(api.timestamp() + 1000).text()).isEqualTo(NOT_REMOVED);
        assertThat(api.ask(Request.post(api.target("v1", "remove", key, ""))).text())
                .isEqualTo("{\"removed\":false}");
        assertThat(api.isPresent(key)).isTrue();
        api.unlock(id);
        assertThat(api.post("remove", key).text()).isEqualTo(REMOVED);
    }

    @Test
    void unlockingLeavesNoLockFiles() {
        String id = api.lock(key);
        assertThat(api.unlock(id).text()).isEqualTo(UNLOCKED);
        assertThat(files(".rtm")).isEmpty();
        assertThat(api.post("remove", key).text()).isEqualTo(REMOVED);
        assertThat(api.isPresent(key)).isFalse();
        assertThat(bench.repository().objects()).doesNotContainKey(key);
    }

    @Test
    void aSecondLockOutlivesTheFirst() {
        String first = api.lock(key);
        String second = api.lock(key);
        assertThat(first).isNotEqualTo(second);
        api.unlock(first);
        assertThat(api.post("remove", key).text()).isNotEqualTo(REMOVED);
        assertThat(api.isPresent(key)).isTrue();
        api.unlock(second);
        assertThat(api.post("remove", key).text()).isEqualTo(REMOVED);
    }

    @Test
    void lockedContentCanStillBeRead() {
        api.lock(key);
        assertThat(api.get(key).body()).hasSize(100);
        assertThat(api.isPresent(key)).isTrue();
    }

    @Test
    void aLockIsHeldWhileTheBodyIsOpenAndEndsWithTheUnlockInPieces() {
        String id = api.lock(key);
        try (Wire wire = keeping(id)) {
            wire.send(chunk(HOLD));
            wire.send(chunk(bytes("{\"unlock\":false}")));
            wire.send(chunk(bytes("\n")));
            assertThat(api.post("remove", key).text()).isNotEqualTo(REMOVED);
            wire.send(chunk(bytes("{\"unlock\"")));
            assertThat(api.post("remove", key).text()).isNotEqualTo(REMOVED);
            wire.send(chunk(bytes(":true}")));
            wire.send(chunk(bytes("\n")));
            wire.send(bytes("0\r\n\r\n"));
            assertThat(wire.answer().text()).isEqualTo(UNLOCKED);
        }
        assertThat(api.post("remove", key).text()).isEqualTo(REMOVED);
    }

    @Test
    void unlockingIsAnsweredBeforeTheBodyEnds() {
        String id = api.lock(key);
        try (Wire wire = keeping(id)) {
            wire.send(chunk(UNLOCK));
            assertThat(wire.answer().text()).isEqualTo(UNLOCKED);
        }
        assertThat(api.post("remove", key).text()).isEqualTo(REMOVED);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{\"unlock\":true}",
                "{\"unlock\":true}\\n",
                " { \"unlock\" : true } \\n",
                "{\"unlock\":true}\\r\\n",
                "\\n\\n{\"unlock\":true}\\n",
                "{\"unlock\":true,\"more\":1}\\n"
            })
    void theUnlockMayBeWrittenIn(String form) {
        byte[] body = bytes(form.replace("\\n", "\n").replace("\\r", "\r"));
        String id = api.lock(key);
        Request request =
                Request.of("POST", api.keepLocked(id)).with(Request.JSON).length(body);
        assertThat(api.ask(request).text()).isEqualTo(UNLOCKED);
        assertThat(api.post("remove", key).text()).isEqualTo(REMOVED);
    }

    @Test
    void theContentTypeOfAnUnlockDoesNotMatter() {
        String id = api.lock(key);
        assertThat(api.ask(Request.of("POST", api.keepLocked(id)).length(UNLOCK))
                        .text())
                .isEqualTo(UNLOCKED);
        assertThat(api.post("remove", key).text()).isEqualTo(REMOVED);
    }

    @Test
    void theIdMayBeBracketedAndAnotherVersionsPathUsed() {
        String id = api.lock(key);
        String target = api.path() + "/v0/keeplocked?lockid=" + Keys.bracketed(id);
        assertThat(api.ask(Request.of("POST", target).with(Request.JSON).length(UNLOCK))
                        .text())
                .isEqualTo(UNLOCKED);
        assertThat(api.post("remove", key).text()).isEqualTo(REMOVED);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"connection closed", "connection half closed", "body ended", "garbage", "{}", "empty"})
    @BeyondTheReference("gives the lock up at once, although the ten minutes are not over")
    void whoeverGoesWithoutUnlockingLeavesTheLockForItsTenMinutes(String how) {
        String id = api.lock(key);
        switch (how) {
            case "garbage", "{}", "empty" -> {
                byte[] body = bytes(how.equals("empty") ? "" : how + "\n");
                Answer answer = api.ask(Request.of("POST", api.keepLocked(id))
                        .with(Request.JSON)
                        .length(body));
                assertThat(answer.status()).isIn(200, 400);
            }
            case "body ended" -> {
                Answer answer = api.ask(Request.of("POST", api.keepLocked(id))
                        .with(Request.JSON)
                        .chunks(HOLD));
                assertThat(answer.text()).isEqualTo(UNLOCKED);
            }
            default -> {
                try (Wire wire = keeping(id)) {
                    wire.send(chunk(HOLD));
                    if (how.equals("connection half closed")) {
                        wire.endSending();
                        wire.isClosedByPeer();
                    }
                }
            }
        }
        Poll.pause(1000);
        assertThat(files(".rtm")).isNotEmpty();
        assertThat(api.post("remove", key).text()).isEqualTo(NOT_REMOVED);
        assertThat(api.isPresent(key)).isTrue();
    }

    @Test
    void contentIsRemovedBeforeATimeAndNotAfter() {
        assertThat(removeBefore(api.timestamp() - 100).text()).isEqualTo(NOT_REMOVED);
        assertThat(removeBefore(api.timestamp()).text()).isEqualTo(NOT_REMOVED);
        assertThat(api.isPresent(key)).isTrue();
        assertThat(removeBefore(api.timestamp() + 100).text()).isEqualTo(REMOVED);
        assertThat(api.isPresent(key)).isFalse();
    }

    @Test
    void theClockStepsWithTheSecondsOfTheMachine() {
        long before = api.timestamp();
        Poll.pause(Duration.ofSeconds(3).toMillis());
        assertThat(api.timestamp() - before).isBetween(2L, 60L);
    }

    @Test
    void removedContentIsGoneAndIsRemovedAgain() {
        assertThat(api.post("remove", key).text()).isEqualTo(REMOVED);
        assertThat(api.isPresent(key)).isFalse();
        assertThat(api.isNowhere(key)).isTrue();
        assertThat(api.post("remove", key).text()).isEqualTo(REMOVED);
    }

    @Test
    void manyKeysCanBeKeptLockedAtOnce() {
        Random random = new Random(100);
        List<Wire> wires = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                String one = stored(random);
                keys.add(one);
                Wire wire = keeping(api.lock(one));
                wire.send(chunk(HOLD));
                wires.add(wire);
            }
            assertThat(keys).allMatch(one -> !api.post("remove", one).text().equals(REMOVED));
            for (Wire wire : wires) {
                wire.send(chunk(UNLOCK));
                assertThat(wire.answer().text()).isEqualTo(UNLOCKED);
            }
        } finally {
            wires.forEach(Wire::close);
        }
        assertThat(keys).allMatch(one -> api.post("remove", one).text().equals(REMOVED));
    }

    private Wire keeping(String id) {
        Wire wire = Wire.to(api.server().port());
        wire.send(Request.of("POST", api.keepLocked(id))
                .with(Request.JSON)
                .with("Connection: Keep-Alive")
                .with("Keep-Alive: timeout=1200")
                .with(Request.CHUNKED)
                .wire());
        return wire;
    }

    private Answer removeBefore(long timestamp) {
        return api.ask(Request.post(api.target("v4", "remove-before", key, "&timestamp=" + timestamp)));
    }

    private List<Path> files(String end) {
        return ServedRepository.filesBelow(bench.repository().gitFolder().resolve("annex")).stream()
                .filter(file -> file.getFileName().toString().equals(key + end))
                .toList();
    }
}
