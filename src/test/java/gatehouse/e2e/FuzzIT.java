// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client sends: each gets an answer or is cut off, and nothing is written where it must not be. */
@WithServer(alone = true)
class FuzzIT {
    private static final int REQUESTS_PER_SEED = 300;
    private static final int SEEDS = 12;
    private static final byte[] CONTENT = Request.bytes("what is there");
    private static final String KEY = Keys.sha256(CONTENT);
    /** Where git-annex and git themselves write. */
    private static final List<String> OWN = List.of("annex/", "objects/", "refs/", "logs/", "packed-refs", "info/");

    private final Bench bench;
    private final AnnexApi api;
    private Set<String> before = Set.of();

    FuzzIT(Bench bench) {
        this.bench = bench;
        this.api = bench.api();
    }

    @BeforeEach
    void look() {
        assertThat(api.put(KEY, CONTENT).text()).contains("\"stored\":true");
        before = foreignFiles();
    }

    @AfterEach
    void nothingIsBrokenOrStrange() {
        assertThat(foreignFiles()).isEqualTo(before);
        assertThat(Path.of("/tmp/gatehouse-fuzz-escape")).doesNotExist();
        assertThat(api.get(KEY).body()).isEqualTo(CONTENT);
    }

    /** Everything in the bench's folder but the places where writing is right; those that matter with their content. */
    private Set<String> foreignFiles() {
        Path repository = bench.repository().folder();
        return Stream.of(bench.folder().resolve("served"), bench.folder().resolve("server-home"))
                .flatMap(folder -> ServedRepository.filesBelow(folder).stream())
                .filter(file -> OWN.stream().noneMatch(own -> file.startsWith(repository.resolve(own))))
                .map(file -> file + " " + digest(file))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String digest(Path file) {
        try {
            return HexFormat.of()
                    .toHexDigits(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).hashCode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @BeyondTheReference("500 for a key that can be no file, and for bodies that break off")
    void noRequestHurts(long seed) {
        Fuzz fuzz = new Fuzz(new Random(seed), api, KEY);
        for (int i = 0; i < REQUESTS_PER_SEED; i++) {
            byte[] request = fuzz.request();
            // 501 is the answer to a method that is none.
            assertThat(statusOf(request))
                    .as(shown(i, request))
                    .satisfiesAnyOf(
                            status -> assertThat(status).isLessThan(500),
                            status -> assertThat(status).isEqualTo(501));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "../../../../../../../../../tmp/gatehouse-fuzz-escape",
                "../../../../config",
                "../config",
                "/etc/passwd",
                "....//....//config",
                "a/../../../../../config",
                "..\\..\\config",
                "%2e%2e/config",
                "a\0/../../config"
            })
    void noKeyReachesAFileOutsideTheObjects(String name) {
        for (String key : List.of("WORM-s4-m1--" + name, "URL--" + name, "SHA256-s4--" + name, name)) {
            for (String form : List.of(Keys.percentEncoded(key), Keys.bracketed(key))) {
                String query = "?key=" + form + "&" + AnnexApi.CLIENT;
                showsNothing(Request.get(api.path() + "/key/" + form));
                showsNothing(Request.get(api.path() + "/v4/key/" + form + "?" + AnnexApi.CLIENT));
                showsNothing(Request.put(api.path() + "/v4/put" + query, Request.bytes("evil")));
                showsNothing(Request.post(api.path() + "/v4/lockcontent" + query));
                showsNothing(Request.post(api.path() + "/v4/remove" + query));
            }
        }
    }

    private void showsNothing(Request request) {
        Answer answer = api.ask(request);
        assertThat(answer.text()).as(request.toString()).doesNotContain("repositoryformatversion", "root:");
    }

    @Test
    void whatIsNoHttpIsCutOffOrRefused() {
        Random random = new Random(9);
        for (int i = 0; i < 60; i++) {
            byte[] noise = Keys.content(random, 1 + random.nextInt(3000));
            assertThat(statusOf(noise)).as(shown(i, noise)).isBetween(0, 505);
        }
    }

    /**
     * Sends, says that no more comes, and takes the status of what comes back; {@link Answer#NONE} when it is cut off.
     */
    private int statusOf(byte[] request) {
        try (Wire wire = Wire.to(api.server().port())) {
            wire.send(request);
            wire.endSending();
            return wire.answer(new String(request, StandardCharsets.ISO_8859_1).split(" ", 2)[0])
                    .status();
        }
    }

    private static String shown(int i, byte[] request) {
        String text = new String(request, StandardCharsets.ISO_8859_1);
        return "request " + i + ": " + (text.length() > 1000 ? text.substring(0, 1000) + "…" : text);
    }
}
