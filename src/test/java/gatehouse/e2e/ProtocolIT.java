// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that change nothing, byte by byte, in every version. */
@WithServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProtocolIT {
    private static final byte[] HELLO = Request.bytes("hello");
    private static final String KEY = Keys.sha256(HELLO);
    private static final String EMPTY = Keys.sha256(new byte[0]);
    private static final String ABSENT = Keys.sha256(Request.bytes("nowhere"));
    private static final String NOT_SERVED = "99999999-9999-9999-9999-999999999999";
    private static final String JSON = "application/json;charset=utf-8";

    private final Bench bench;
    private final AnnexApi api;
    private final Map<String, String> names;

    ProtocolIT(Bench bench) {
        this.bench = bench;
        this.api = bench.api();
        this.names = Map.of(
                "$A",
                api.path(),
                "$K",
                KEY,
                "$E",
                EMPTY,
                "$N",
                ABSENT,
                "$C",
                AnnexApi.CLIENT,
                "$U",
                api.uuid(),
                "$B",
                Keys.bracketed(api.uuid()),
                "$X",
                NOT_SERVED);
    }

    @BeforeAll
    void storeWhatIsAskedFor() {
        assertThat(api.put(KEY, HELLO).text()).contains("true");
        assertThat(api.put(EMPTY, new byte[0]).text()).contains("true");
    }

    static Stream<Expectation> expectations() {
        return Expectation.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expectations")
    void everyRequestIsAnsweredAsClientsExpect(Expectation expectation) {
        Request request = expectation.request(names);

        Answer answer = api.ask(request);

        assertThat(answer.status()).as("%s: %s", request, answer).isEqualTo(expectation.status());
        expectation
                .body()
                .ifPresent(
                        body -> assertThat(answer.text()).as(request.toString()).isEqualTo(body));
        assertThat(answer.whole()).isTrue();
        if (answer.status() == 200) {
            hasTheHeadersOfItsKind(request, answer);
        } else if (!expectation.text().contains("*")) {
            saysNoMoreThanALine(answer);
        }
    }

    private void hasTheHeadersOfItsKind(Request request, Answer answer) {
        if (request.method().equals("POST")) {
            assertThat(type(answer)).isEqualTo(JSON);
            return;
        }
        assertThat(type(answer)).isEqualTo("application/octet-stream");
        boolean negative = request.target().contains("offset=-");
        if (request.method().equals("GET") && !negative) {
            assertThat(answer.header("X-git-annex-data-length")).contains(String.valueOf(answer.body().length));
        }
    }

    private void saysNoMoreThanALine(Answer answer) {
        assertThat(answer.text().strip()).hasSizeLessThan(300).doesNotContain("\n", "/annex", "Exception", "<html");
        assertThat(answer.text()).doesNotContain(bench.folder().toString());
    }

    @ParameterizedTest(name = "{0}: key, checkpresent, lockcontent, keeplocked, remove and put answer; plusuuids {1}")
    @CsvSource({"v0,false", "v1,false", "v2,true", "v3,true", "v4,true"})
    void theOldRequestsAreInEveryVersion(String version, boolean plus) {
        byte[] content = Request.bytes("content for " + version);
        String key = Keys.sha256(content);

        assertThat(post(version, "checkpresent", key)).isEqualTo("{\"present\":false}");
        assertThat(api.ask(Request.put(api.target(version, "put", key, ""), content))
                        .text())
                .isEqualTo(plus ? "{\"plusuuids\":[],\"stored\":true}" : "{\"stored\":true}");
        assertThat(post(version, "checkpresent", key)).isEqualTo("{\"present\":true}");
        assertThat(api.ask(Request.get(api.path() + "/" + version + "/key/" + key + "?" + AnnexApi.CLIENT))
                        .body())
                .isEqualTo(content);
        String locked = post(version, "lockcontent", key);
        assertThat(locked).matches("\\{\"locked\":true,\"lockid\":\"[^\"]+\"}");
        String id = locked.replaceAll(".*\"lockid\":\"|\"}", "");
        String keepLocked = api.path() + "/" + version + "/keeplocked?lockid=" + id + "&" + AnnexApi.CLIENT;
        byte[] unlock = Request.bytes("{\"unlock\":true}\n");
        assertThat(api.ask(Request.of("POST", keepLocked).with(Request.JSON).length(unlock))
                        .text())
                .isEqualTo("{\"locked\":false}");
        assertThat(post(version, "remove", key))
                .isEqualTo(plus ? "{\"plusuuids\":[],\"removed\":true}" : "{\"removed\":true}");
        assertThat(post(version, "checkpresent", key)).isEqualTo("{\"present\":false}");
    }

    @ParameterizedTest(name = "putoffset in {0}: {1}, {2}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "v1 {\"offset\":0} {\"alreadyhave\":true}",
                "v2 {\"offset\":0} {\"alreadyhave\":true,\"plusuuids\":[]}",
                "v3 {\"offset\":0} {\"alreadyhave\":true,\"plusuuids\":[]}",
                "v4 {\"offset\":0} {\"alreadyhave\":true,\"plusuuids\":[]}"
            },
            quoteCharacter = '`')
    void putOffsetTellsWhatIsThere(String version, String absent, String present) {
        assertThat(post(version, "putoffset", ABSENT)).isEqualTo(absent);
        assertThat(post(version, "putoffset", KEY)).isEqualTo(present);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"v3", "v4"})
    void theTimestampIsInWholeSecondsAndDoesNotGoBack(String version) {
        Request request = Request.post(api.path() + "/" + version + "/gettimestamp?" + AnnexApi.CLIENT);
        String first = api.ask(request).text();
        String second = api.ask(request).text();

        assertThat(List.of(first, second)).allMatch(text -> text.matches("\\{\"timestamp\":\\d+}"));
        assertThat(number(second)).isGreaterThanOrEqualTo(number(first));
    }

    @Test
    void aConnectionServesManyRequests() {
        try (Wire wire = Wire.to(api.server().port())) {
            for (int i = 0; i < 50; i++) {
                AnnexApi asked = i % 3 == 2 ? new AnnexApi(api.server(), NOT_SERVED) : api;
                wire.send(Request.post(asked.target("v4", "checkpresent", KEY, ""))
                        .wire());
                assertThat(wire.answer().status()).isEqualTo(i % 3 == 2 ? 404 : 200);
            }
        }
    }

    @Test
    void twoRequestsSentAtOnceAreBothAnswered() {
        try (Wire wire = Wire.to(api.server().port())) {
            byte[] request =
                    Request.post(api.target("v4", "checkpresent", KEY, "")).wire();
            wire.send(request);
            wire.send(request);

            assertThat(wire.answer().text()).isEqualTo("{\"present\":true}");
            assertThat(wire.answer().text()).isEqualTo("{\"present\":true}");
        }
    }

    private String post(String version, String request, String key) {
        Answer answer = api.ask(Request.post(api.target(version, request, key, "")));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(type(answer)).isEqualTo(JSON);
        return answer.text();
    }

    private static String type(Answer answer) {
        return answer.header("Content-Type").orElse("").replace(" ", "").toLowerCase(Locale.ROOT);
    }

    private static long number(String json) {
        return Long.parseLong(json.replaceAll("\\D", ""));
    }
}
