// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much repositories hold, by the API of the running server and by the real git-annex. */
@BeyondTheReference("it has no API for administrators")
@WithServer
class SizesIT {
    private static final int BUSY = 503;
    private static final int HALF = 40_000;
    /** The first record of a history is made this long after a start, at the latest, of a server with little to do. */
    private static final Duration FIRST_RECORDING = Duration.ofSeconds(90);

    private final Bench bench;
    private final AdminApi api;

    SizesIT(Bench bench) {
        this.bench = bench;
        this.api = AdminApi.of(bench);
    }

    private static String of(ServedRepository served) {
        return "repositories/" + served.uuid() + "/sizes";
    }

    /** Of those that hold anything. */
    private Map<String, Long> sizes(ServedRepository served) {
        Map<String, Long> sizes = new TreeMap<>();
        api.get(of(served)).getJsonArray("sizes").getValuesAs(JsonObject.class).forEach(size -> {
            assertThat(size.getBoolean("here")).isEqualTo(size.getString("uuid").equals(served.uuid()));
            sizes.put(size.getString("uuid"), bytes(size, "bytes"));
        });
        sizes.values().removeIf(bytes -> bytes == 0);
        return sizes;
    }

    private JsonObject size(ServedRepository served, String uuid) {
        return api.get(of(served)).getJsonArray("sizes").getValuesAs(JsonObject.class).stream()
                .filter(size -> size.getString("uuid").equals(uuid))
                .findFirst()
                .orElseThrow();
    }

    private static long bytes(JsonObject size, String name) {
        return size.getJsonNumber(name).longValueExact();
    }

    /** As git-annex adds them up in the repository itself. */
    private static Map<String, Long> told(ServedRepository served) {
        String line = served.annex("info", "--bytes", "--json").ok().line();
        Map<String, Long> told = new TreeMap<>();
        Json.createReader(new StringReader(line))
                .readObject()
                .getJsonArray("annex sizes of repositories")
                .getValuesAs(JsonObject.class)
                .forEach(one -> told.put(one.getString("uuid"), Long.valueOf(one.getString("size"))));
        told.values().removeIf(bytes -> bytes == 0);
        return told;
    }

    private void counted(ServedRepository served) {
        Poll.until("it is counted", () -> api.ask("GET", of(served)).status() != BUSY);
    }

    private void areEqual(ServedRepository served, Map<String, Long> expected) {
        Poll.until(
                () -> sizes(served) + " by the API, " + expected + " expected",
                Duration.ofSeconds(30),
                () -> sizes(served).equals(expected));
        // What the API has at once is in the branch soon.
        Poll.until(
                () -> told(served) + " by git-annex, " + expected + " expected",
                Duration.ofSeconds(30),
                () -> told(served).equals(expected));
        assertThat(sizes(served)).isEqualTo(expected);
    }

    @Test
    void afterPutsDropsAndPushesTheyAreThoseThatGitAnnexTells() {
        ServedRepository served = bench.moreRepositories("sized", 1).getFirst();
        Machine machine = Machine.at(bench.newFolder("sized-home"), AnnexRelease.NEWEST);
        Clone clone = Clone.of(bench.server(), served, machine, bench.folder().resolve("sized-clone"));
        Random random = new Random(7);
        clone.does("init", "-q", "the clone");
        String there = clone.git("config", "annex.uuid").ok().line();
        clone.write("one", Keys.content(random, 1000))
                .write("two", Keys.content(random, 200))
                .write("three", Keys.content(random, 30))
                .commit();
        counted(served);
        clone.does("copy", "--to", "origin", "one", "two");
        // Of the clone, the server learns by a push.
        assertThat(sizes(served)).isEqualTo(Map.of(served.uuid(), 1200L));
        clone.git("push", "-q", "origin", "HEAD").ok();
        clone.syncGit();
        areEqual(served, Map.of(served.uuid(), 1200L, there, 1230L));

        clone.does("drop", "--from", "origin", "--force", "two").does("drop", "one");
        clone.does("copy", "--to", "origin", "three");
        clone.syncGit();
        areEqual(served, Map.of(served.uuid(), 1030L, there, 230L));

        clone.does("drop", "--from", "origin", "--force", "one", "three");
        clone.syncGit();
        areEqual(served, Map.of(there, 230L));
        assertThat(size(served, there).getString("description")).isEqualTo("the clone");
    }

    @Test
    void aMaxsizeAndWhatIsUnderWayAreShownBesideThem() {
        ServedRepository served = bench.moreRepositories("underway", 1).getFirst();
        AnnexApi annex = new AnnexApi(bench.server(), served.uuid());
        byte[] first = Keys.content(new Random(1), 1);
        annex.put(Keys.sha256(first), first);
        counted(served);
        assertThat(bytes(size(served, served.uuid()), "maxSizeBytes")).isZero();
        served.annex("maxsize", "here", "1 MB").ok();
        byte[] content = Keys.content(new Random(2), 2 * HALF);
        try (Wire wire = Wire.to(bench.server().port())) {
            wire.send(Request.of("POST", annex.target("v4", "put", Keys.sha256(content), ""))
                    .declaring(content.length)
                    .with(Request.OCTETS)
                    .with("Content-Length: " + content.length)
                    .sending(Arrays.copyOf(content, HALF))
                    .wire());
            Poll.until("it has begun", () -> bytes(size(served, served.uuid()), "promisedBytes") > 0);
            JsonObject size = size(served, served.uuid());
            assertThat(bytes(size, "promisedBytes")).isEqualTo(2L * HALF);
            assertThat(bytes(size, "bytes")).isEqualTo(1);
            assertThat(bytes(size, "maxSizeBytes")).isEqualTo(1_000_000);
            wire.send(Arrays.copyOfRange(content, HALF, content.length));
            assertThat(wire.answer().status()).isEqualTo(200);
        }
        JsonObject size = size(served, served.uuid());
        assertThat(bytes(size, "promisedBytes")).isZero();
        assertThat(bytes(size, "bytes")).isEqualTo(2L * HALF + 1);
    }

    @Test
    void theyAreListedInPagesAndByTheLauncher() {
        ServedRepository served = bench.moreRepositories("paged", 1).getFirst();
        AnnexApi annex = new AnnexApi(bench.server(), served.uuid());
        byte[] content = Keys.content(new Random(1), 123);
        for (String other : List.of("0-first", "zz-last")) {
            served.annex("setpresentkey", Keys.sha256(content), other, "1").ok();
        }
        annex.put(Keys.sha256(content), content);
        counted(served);
        areEqual(served, Map.of("0-first", 123L, served.uuid(), 123L, "zz-last", 123L));
        JsonObject page = api.get(of(served) + "?limit=2");
        assertThat(page.getJsonArray("sizes")).hasSize(2);
        assertThat(page.getString("next")).isEqualTo(served.uuid());
        JsonObject last = api.get(of(served) + "?limit=2&after=" + served.uuid());
        assertThat(last.getJsonArray("sizes")).hasSize(1);
        assertThat(last.getString("next")).isEmpty();

        Ran listed = launched("paged-0");
        assertThat(listed.ok().line().lines())
                .hasSize(3)
                .allMatch(line -> line.contains("\"bytes\":123"))
                .anyMatch(line -> line.contains("\"description\":\"served\"") && line.contains("\"here\":true"));
        assertThat(launched("nowhere").errors()).isEqualTo("gatehouse: no such repository is served\n");
        assertThat(launched().errors()).contains("wrong number of arguments");
    }

    @Test
    void theHistoryGoesOnSoonAfterAStartAndAValueHoldsUntilTheNext() {
        try (Bench alone = Bench.wideOpen()) {
            ServedRepository served = alone.repository();
            AdminApi asked = AdminApi.of(alone);
            byte[] content = Keys.content(new Random(77), 77);
            alone.api().put(Keys.sha256(content), content);
            Poll.until("it is counted", () -> asked.ask("GET", of(served)).status() != BUSY);
            alone.server().stop();
            alone.server().start();
            String history = of(served) + "/history";
            Poll.until(() -> asked.get(history).toString(), FIRST_RECORDING, () -> lastBytes(asked.get(history)) == 77);

            JsonObject page = asked.get(history + "?location=served&limit=1000");
            assertThat(page.getString("uuid")).isEqualTo(served.uuid());
            assertThat(page.getString("next")).isEmpty();
            assertThat(Instant.parse(last(page).getString("at")).plus(Duration.ofHours(2)))
                    .isAfter(Instant.now());
            assertThat(lastBytes(asked.get(history + "?since=2100-01-01T00:00:00Z&until=2100-01-02T00:00:00Z")))
                    .isEqualTo(77);
            assertThat(asked.get(history + "?since=2025-01-01T00:00:00Z&until=2026-01-01T00:00:00Z")
                            .getJsonArray("values"))
                    .isEmpty();
        }
    }

    private static JsonObject last(JsonObject page) {
        return page.getJsonArray("values").getValuesAs(JsonObject.class).getLast();
    }

    /** Below zero when there is no value. */
    private static long lastBytes(JsonObject page) {
        return page.getJsonArray("values").isEmpty() ? -1 : bytes(last(page), "bytes");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "UUID/sizes?limit=0; 400; limit is 1 to 1000",
                "UUID/sizes?limit=1001; 400; limit is 1 to 1000",
                "UUID/sizes?after=a%20b; 400; not a UUID",
                "nowhere/sizes; 404; no such repository is served",
                "a%20b/sizes; 400; not a UUID",
                "nowhere/sizes/history; 404; no such repository is served",
                "UUID/sizes/history?limit=many; 400; limit is 1 to 1000",
                "UUID/sizes/history?since=yesterday; 400; a time is written as 2026-11-25T03:00:00Z",
                "UUID/sizes/history?until=2026-13-01T00:00:00Z; 400; a time is written as",
                "UUID/sizes/history?after=1; 400; a time is written as",
                "UUID/sizes/history?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z; 400; since is after until",
                "UUID/sizes/history?location=nobody; 404; no repository of that UUID",
                "UUID/sizes/history?location=%5B!%5D; 400; not a UUID or name",
            })
    void whatIsAskedWronglyIsRefusedInALine(String path, int status, String said) {
        Answer answer = api.ask(
                "GET", "repositories/" + path.replace("UUID", bench.repository().uuid()));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.text()).startsWith("{\"error\":\"").contains(said);
    }

    private Ran launched(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of("gatehouse").toAbsolutePath().toString(),
                "--data",
                bench.folder().resolve("data").toString(),
                "repository",
                "sizes"));
        command.addAll(List.of(arguments));
        return bench.machine().run(bench.folder(), command);
    }
}
