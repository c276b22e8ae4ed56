// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what, as git-annex's own server has it for the same options. Each test starts a server. */
class RightsIT {
    private static final List<String> REQUESTS = List.of(
            "key",
            "checkpresent",
            "gettimestamp",
            "putoffset",
            "put",
            "lockcontent",
            "keeplocked",
            "remove",
            "remove-before");

    private static final Map<String, String> USERS = Map.of(
            "GIT_ANNEX_P2PHTTP_PASSWORD_rw", "pw:1 \u00e4",
            "GIT_ANNEX_P2PHTTP_PASSWORD_ap", "pw2",
            "GIT_ANNEX_P2PHTTP_PERMISSIONS_ap", "appendonly",
            "GIT_ANNEX_P2PHTTP_PASSWORD_ro", "pw3",
            "GIT_ANNEX_P2PHTTP_PERMISSIONS_ro", "readonly");

    private static final Map<String, String> SIGNED_IN = Map.of(
            "anonymous", "",
            "rw", "rw:pw:1 \u00c3\u00a4",
            "ap", "ap:pw2",
            "ro", "ro:pw3",
            "wrong", "rw:nonsense",
            "unknown", "nobody:pw2");

    /** The rows name the statuses in the order of REQUESTS; a slash separates what is both right. */
    @ParameterizedTest(name = "with {0}")
    @CsvSource({
        "'', anonymous 401 401 401 401 401 401 401 401 401",
        "--unauth-readonly, anonymous 200 200 200 403/401 403/401 200 200 403/401 403/401",
        "--unauth-appendonly, anonymous 200 200 200 200 200 200 200 403/401 403/401",
        "--unauth-readonly --unauth-nolocking, "
                + "anonymous 200 200 200 403/401 403/401 403/401 403/401 403/401 403/401",
        "--authenv-http, anonymous 401 401 401 401 401 401 401 401 401"
                + "; rw 200 200 200 200 200 200 200 200 200"
                + "; ap 200 200 200 200 200 200 200 403 403"
                + "; ro 200 200 200 403 403 403/200 403/200 403 403"
                + "; wrong 401 401 401 401 401 401 401 401 401"
                + "; unknown 401 401 401 401 401 401 401 401 401",
        "--authenv-http --unauth-readonly, anonymous 200 200 200 401 401 200 200 401 401"
                + "; rw 200 200 200 200 200 200 200 200 200"
                + "; ap 200 200 200 200 200 200 200 403 403"
                + "; ro 200 200 200 403 403 403/200 403/200 403 403"
                + "; wrong 200/401 200/401 200/401 403/401 403/401 200/401 200/401 403/401 403/401"
    })
    void everyRequestIsAllowedOrRefused(String options, String rows) {
        List<String> split = options.isEmpty() ? List.of() : List.of(options.split(" "));
        try (Bench bench = Bench.with(split, USERS)) {
            List<String> keys = storedByGitAnnex(bench, 2);
            for (String row : rows.split("; ")) {
                String[] words = row.split(" ");
                for (int i = 0; i < REQUESTS.size(); i++) {
                    Answer answer = ask(bench, REQUESTS.get(i), words[0], keys);
                    String as = options + ": " + words[0] + " " + REQUESTS.get(i) + ": " + answer;
                    assertThat(words[i + 1].split("/")).as(as).contains(String.valueOf(answer.status()));
                    if (answer.status() == 401) {
                        assertThat(answer.header("WWW-Authenticate").orElse(""))
                                .startsWith("Basic realm=\"git-annex\"");
                    }
                }
            }
        }
    }

    /** Keys put into the repository from the inside: one to read, the others to be removed. */
    private static List<String> storedByGitAnnex(Bench bench, int count) {
        List<String> keys = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                byte[] content = Keys.content(new Random(i), 50);
                keys.add(Keys.sha256(content));
                Files.write(bench.folder().resolve("content"), content);
                bench.repository()
                        .annex(
                                "setkey",
                                keys.get(i),
                                bench.folder().resolve("content").toString())
                        .ok();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }

    private static Answer ask(Bench bench, String request, String user, List<String> keys) {
        AnnexApi api = bench.api();
        byte[] content = Keys.content(new Random((request + user).hashCode()), 20);
        return api.ask(signed(
                user,
                switch (request) {
                    case "key" -> Request.get(api.path() + "/key/" + keys.get(0));
                    case "gettimestamp" -> Request.post(api.path() + "/v4/gettimestamp?" + AnnexApi.CLIENT);
                    case "put" -> Request.put(api.target("v4", "put", Keys.sha256(content), ""), content);
                    case "keeplocked" ->
                        Request.of("POST", api.keepLocked("nosuch"))
                                .with(Request.JSON)
                                .length(Request.bytes("{\"unlock\":true}"));
                    case "remove-before" ->
                        Request.post(api.target("v4", request, keys.get(1), "&timestamp=" + Integer.MAX_VALUE));
                    case "remove" -> Request.post(api.target("v4", request, keys.get(1), ""));
                    default -> Request.post(api.target("v4", request, keys.get(0), ""));
                }));
    }

    private static Request signed(String user, Request request) {
        String credentials = SIGNED_IN.get(user);
        if (credentials.isEmpty()) {
            return request;
        }
        return request.with("Authorization: Basic " + Base64.getEncoder().encodeToString(Request.bytes(credentials)));
    }

    @Test
    void unknownRepositoriesAndBadParametersAreToldBeforeRights() {
        try (Bench bench = Bench.with(List.of("--authenv-http"), USERS)) {
            AnnexApi nowhere = new AnnexApi(bench.server(), "99999999-9999-9999-9999-999999999999");
            assertThat(nowhere.post("checkpresent", "WORM-s0--x").status()).isIn(404, 401);
            assertThat(bench.api().post("checkpresent", "bad").status()).isIn(400, 401);
        }
    }

    @Test
    void aMalformedAuthorizationIsRefused() {
        try (Bench bench = Bench.with(List.of("--authenv-http"), USERS)) {
            Request request = Request.post(bench.api().target("v4", "checkpresent", "WORM-s0--x", ""));
            for (String value : List.of("garbage", "Bearer x", "Basic !!!", "Basic", "Basic cnc=", "Basic Og==", "")) {
                Answer answer = bench.api().ask(request.with("Authorization: " + value));
                assertThat(answer.status()).as(value + ": " + answer).isIn(400, 401);
            }
            String good = Base64.getEncoder().encodeToString(Request.bytes(SIGNED_IN.get("rw")));
            for (String scheme : List.of("Basic", "basic", "BASIC")) {
                assertThat(bench.api()
                                .ask(request.with("Authorization: " + scheme + " " + good))
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void noMoreKeysAreLockedThanConfigured() {
        try (Bench bench = Bench.with(List.of("--wideopen", "--lockedfiles=2"), Map.of())) {
            List<String> keys = storedByGitAnnex(bench, 3);
            String first = bench.api().lock(keys.get(0));
            bench.api().lock(keys.get(1));
            assertThat(bench.api().post("lockcontent", keys.get(2)).text()).isEqualTo("{\"locked\":false}");
            bench.api().unlock(first);
            bench.api().lock(keys.get(2));
        }
    }

    @Test
    void theClientAsksItsCredentialHelperAndSignsIn() throws IOException {
        try (Bench bench = Bench.with(List.of("--authenv-http"), USERS)) {
            Machine machine = Machine.at(bench.folder().resolve("alice-home"), AnnexRelease.NEWEST);
            String helper = "[credential]\nhelper = \"!f() { echo username=ap; echo password=pw2; }; f\"\n";
            Files.writeString(machine.home().resolve(".gitconfig"), helper, StandardOpenOption.APPEND);
            Clone alice = Clone.of(
                    bench.server(), bench.repository(), machine, bench.folder().resolve("alice"));
            byte[] content = Keys.content(new Random(3), 4000);
            alice.write("file", content)
                    .commit()
                    .does("copy", "--to", "origin", "file")
                    .does("drop", "file")
                    .does("get", "file");
            assertThat(alice.read("file")).isEqualTo(content);
            alice.annex("drop", "--from", "origin", "file").failed();
            assertThat(bench.repository().objects()).hasSize(1);
        }
    }
}
