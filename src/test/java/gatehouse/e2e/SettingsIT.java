// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Placement settings through the API of the running server, and as the real git-annex has them. */
@BeyondTheReference("it has no API for administrators")
@WithServer
class SettingsIT {
    /** More than the server has connections to its store. */
    private static final int AT_A_TIME = 40;

    private final Bench bench;
    private final AdminApi api;

    SettingsIT(Bench bench) {
        this.bench = bench;
        this.api = AdminApi.of(bench);
    }

    @Test
    void gitAnnexAndTheApiReadWhatTheOtherSetRoundAfterRound() {
        ServedRepository served = bench.moreRepositories("settings", 1).get(0);
        Machine machine = Machine.at(bench.newFolder("settings-home"), AnnexRelease.NEWEST);
        Clone clone = Clone.of(bench.server(), served, machine, bench.folder().resolve("settings-clone"));
        clone.does("init", "-q", "the clone")
                .write("file", Request.bytes("content"))
                .commit();
        clone.git("push", "-q", "origin", "HEAD").ok();
        clone.syncGit();
        String there = clone.git("config", "annex.uuid").ok().line();
        for (int round = 1; round <= 3; round++) {
            setByGitAnnex(clone, round);
            clone.syncGit();
            JsonObject ofClone = api.get(locations(served) + "/" + there);
            JsonObject ofServer = api.get(locations(served) + "/here");
            assertThat(ofClone.getString("description")).isEqualTo("the clone");
            assertThat(ofClone.getJsonNumber("maxSizeBytes").longValueExact()).isEqualTo(round * 1000L);
            assertThat(ofClone.getString("wanted")).isEqualTo("include=*." + round);
            assertThat(ofClone.getString("required")).isEqualTo("copies=" + round);
            assertThat(texts(ofClone, "groups")).contains("theirs" + round);
            assertThat(ofClone.getString("trust")).isEqualTo("untrusted");
            assertThat(ofServer.getString("wanted")).isEqualTo("standard or include=\u00e4." + round);
            assertThat(texts(ofServer, "groups")).containsExactly("archive");
            assertThat(api.get(of(served) + "/numcopies").getInt("copies")).isEqualTo(10 + round);
            assertThat(api.get(of(served) + "/mincopies").getInt("copies")).isEqualTo(20 + round);
            assertThat(expression(of(served) + "/groupwanted/archive")).isEqualTo("largerthan=" + round + "kb");

            setByTheApi(served, there, round);
            clone.syncGit();
            assertThat(clone.annex("maxsize", "--bytes", "origin").ok().line())
                    .isEqualTo(Long.toString(round * 800_000_000_000L));
            assertThat(clone.annex("wanted", "origin").ok().line()).isEqualTo("exclude=*." + round);
            assertThat(clone.annex("required", "here").ok().line()).isEmpty();
            assertThat(clone.annex("group", "here").ok().line()).isEqualTo("ours" + round);
            assertThat(clone.annex("group", "origin").ok().line()).isEqualTo("archive b" + round);
            assertThat(clone.annex("groupwanted", "archive").ok().line()).isEqualTo("smallerthan=" + round + "kb");
            assertThat(clone.annex("numcopies").ok().line()).isEqualTo(Integer.toString(30 + round));
            assertThat(clone.annex("mincopies").ok().line()).isEqualTo(Integer.toString(40 + round));
            assertThat(clone.annex("info", "--fast", "--json").ok().output())
                    .containsPattern("\"trusted repositories\":\\[\\{[^]]*" + there);
            assertThat(clone.annex("info", "--json").ok().output()).contains(served.uuid());
        }
        served.isSound();
    }

    private static void setByGitAnnex(Clone clone, int round) {
        clone.does("maxsize", "here", round + " kB")
                .does("wanted", "here", "include=*." + round)
                .does("required", "here", "copies=" + round)
                .does("group", "here", "theirs" + round)
                .does("untrust", "here")
                .does("group", "origin", "archive")
                .does("wanted", "origin", "standard or include=\u00e4." + round)
                .does("groupwanted", "archive", "largerthan=" + round + "kb")
                .does("numcopies", Integer.toString(10 + round))
                .does("mincopies", Integer.toString(20 + round));
        if (round > 1) {
            clone.does("ungroup", "origin", "b" + (round - 1)).does("ungroup", "here", "ours" + (round - 1));
        }
    }

    private void setByTheApi(ServedRepository served, String there, int round) {
        String ofServer = locations(served) + "/here";
        String ofClone = locations(served) + "/the%20clone";
        api.put(ofServer + "/maxsize", body("size", round * 0.8 + "TB"));
        api.put(ofServer + "/wanted", body("expression", "exclude=*." + round));
        api.put(ofServer + "/groups/b" + round);
        api.delete(ofClone + "/required");
        api.delete(locations(served) + "/" + there + "/groups/theirs" + round);
        api.put(ofClone + "/groups/ours" + round);
        api.put(
                ofClone + "/trust",
                Json.createObjectBuilder()
                        .add("level", "trusted")
                        .add("force", true)
                        .build());
        api.put(of(served) + "/groupwanted/archive", body("expression", "smallerthan=" + round + "kb"));
        api.put(of(served) + "/numcopies", copies(30 + round));
        api.put(of(served) + "/mincopies", copies(40 + round));
    }

    /** As when somebody works in the repository itself. */
    @Test
    void whatGitAnnexSetsInTheServedRepositoryIsSeenAtOnce() {
        ServedRepository served = bench.moreRepositories("inside", 1).get(0);
        for (int copies = 2; copies <= 4; copies++) {
            served.annex("numcopies", Integer.toString(copies)).ok();
            assertThat(api.get(of(served) + "/numcopies").getInt("copies")).isEqualTo(copies);
            api.put(locations(served) + "/here/maxsize", body("size", copies + " GB"));
            assertThat(served.annex("maxsize", "--bytes", "here").ok().line()).isEqualTo(copies + "000000000");
        }
        api.delete(locations(served) + "/here/maxsize");
        assertThat(served.annex("maxsize", "--bytes", "here").ok().line())
                .as("what takes a maxsize back")
                .isEqualTo("0");
    }

    @Test
    void bytesThatAreNoTextGoThroughInBrackets() {
        ServedRepository served = bench.moreRepositories("bytes", 1).get(0);
        String group = "gr\u00ffup";
        served.machine()
                .shell(served.folder(), "git annex group here $'gr\\xffup' && git annex describe here $'n\\xe4me'")
                .ok();
        JsonObject here = api.get(locations(served) + "/here");
        assertThat(texts(here, "groups")).containsExactly(Keys.bracketed(group));
        assertThat(here.getString("description")).isEqualTo(Keys.bracketed("n\u00e4me"));
        assertThat(api.get(locations(served) + "/" + Keys.bracketed("n\u00e4me"))
                        .getString("uuid"))
                .isEqualTo(served.uuid());

        api.put(of(served) + "/groupwanted/" + Keys.bracketed(group), body("expression", "copies=\u4e2d:1"));
        assertThat(served.machine()
                        .shell(served.folder(), "git annex groupwanted $'gr\\xffup'")
                        .ok()
                        .line())
                .isEqualTo("copies=\u00e4\u00b8\u00ad:1");
        api.put(
                locations(served) + "/here/wanted",
                body("expression", Keys.bracketed("include=\u00ff* or include=\u00c3\u00bc")));
        assertThat(api.get(locations(served) + "/here/wanted").getString("expression"))
                .isEqualTo(Keys.bracketed("include=\u00ff* or include=\u00c3\u00bc"));
        api.delete(locations(served) + "/here/groups/" + Keys.bracketed(group));
        assertThat(served.annex("group", "here").ok().line()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "PUT, locations/here/maxsize, {\"size\":\"much\"}, 400, a size is a number and a unit",
                "PUT, locations/here/maxsize, {\"size\":\"-1\"}, 400, a size is a number and a unit",
                "PUT, locations/here/maxsize, {\"size\":\"10 zorkmids\"}, 400, a size is a number and a unit",
                "PUT, locations/here/maxsize, {\"size\":\"9999 PB\"}, 400, 999999999999999999 bytes at most",
                "PUT, locations/here/maxsize, {\"size\":1}, 400, size must be a string",
                "PUT, locations/here/maxsize, {\"sice\":\"1\"}, 400, there is no field",
                "PUT, locations/here/maxsize, , 400, the body must be one JSON object",
                "PUT, locations/here/wanted, {\"expression\":\"inclde=*\"}, 400, Parse failure: near",
                "PUT, locations/here/required, {\"expression\":\"copies=x\"}, 400, bad number for copies",
                "PUT, locations/here/wanted, {\"expression\":\"[=]\"}, 400, what is in brackets is not base64url",
                "PUT, locations/here/trust, {\"level\":\"much\"}, 400, `level is trusted, semitrusted`",
                "PUT, locations/here/trust, {\"level\":\"trusted\"}, 409, can lead to the loss of content",
                "PUT, locations/here/groups/a%20b, {}, 400, the name of a group is one word",
                "PUT, groupwanted/a%0Ab, {\"expression\":\"\"}, 400, the name of a group is one word",
                "PUT, groupwanted/a, {\"expression\":\"foo\"}, 400, Parse failure: near",
                "PUT, numcopies, {\"copies\":0}, 400, copies is 1 to",
                "PUT, mincopies, {\"copies\":-3}, 400, copies is 1 to",
                "PUT, numcopies, {\"copies\":1e12}, 400, copies is 1 to",
                "PUT, numcopies, {\"copies\":1.5}, 400, copies must be a whole number",
                "DELETE, numcopies, , 405, Method Not Allowed",
                "PUT, locations/nowhere/wanted, {\"expression\":\"\"}, 404, no repository of that UUID",
                "GET, locations/[=], , 400, not a UUID or name",
                "GET, wanted, , 400, key is missing",
                "GET, wanted?key=x, , 400, not a key",
                "GET, wanted?key=WORM-s3--x&file=/etc, , 400, named from the top of the repository",
                "GET, wanted?key=WORM-s3--x&file=a/../../b, , 400, named from the top of the repository",
                "GET, wanted?key=WORM-s3--x&location=nowhere, , 404, no repository of that UUID",
                "GET, wanted?key=WORM-s3--x&rebalance=1, , 400, rebalance is true or false",
            })
    void whatIsNotAsItShouldBeIsRefusedAndChangesNothing(
            String method, String path, String body, int status, String reason) {
        String before = bench.repository().git("rev-parse", "git-annex").ok().line();
        Answer answer = body == null
                ? api.ask(method, of(bench.repository()) + "/" + path, new byte[0])
                : api.ask(method, of(bench.repository()) + "/" + path, Request.bytes(body));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.text()).contains("\"error\"").contains(reason).hasLineCount(1);
        assertThat(bench.repository().git("rev-parse", "git-annex").ok().line()).isEqualTo(before);
    }

    @Test
    void ofARepositoryThatIsNotServedNothingIsTold() {
        String nowhere = "repositories/99999999-9999-9999-9999-999999999999/";
        for (String path : List.of("locations", "locations/here/wanted", "numcopies", "groupwanted", "wanted?key=x")) {
            assertThat(api.ask("GET", nowhere + path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void eachChangeIsInTheAuditWithWhatWasBefore() {
        ServedRepository served = bench.moreRepositories("audited", 1).get(0);
        served.annex("numcopies", "5").ok();
        api.put(of(served) + "/numcopies", copies(3));
        api.put(locations(served) + "/here/wanted", body("expression", "present"));
        List<String> entries = api.get("audit?limit=4").getJsonArray("entries").stream()
                .map(JsonObject.class::cast)
                .map(entry -> String.join(
                        " | ",
                        entry.getString("what"),
                        entry.getString("subject"),
                        entry.getString("before"),
                        entry.getString("after")))
                .toList();
        String uuid = served.uuid();
        assertThat(entries)
                .containsExactly(
                        "placement.wanted | " + uuid + " " + uuid + " |  | present",
                        "placement.wanted | " + uuid + " " + uuid + " |  | wanted: present",
                        "placement.numcopies | " + uuid + " | 5 | 3",
                        "placement.numcopies | " + uuid + " | 5 | wanted: 3");
    }

    @Test
    void groupsAreListedWithTheirRepositoriesPageByPage() {
        ServedRepository served = bench.moreRepositories("groups", 1).get(0);
        api.put(locations(served) + "/here/groups/a");
        api.put(locations(served) + "/here/groups/c");
        api.put(of(served) + "/groupwanted/b", body("expression", "anything"));
        JsonObject first = api.get(of(served) + "/groupwanted?limit=2");
        JsonObject second = api.get(of(served) + "/groupwanted?limit=2&after=" + first.getString("next"));
        assertThat(first.getJsonArray("groups").toString())
                .isEqualTo("[{\"expression\":\"\",\"group\":\"a\",\"locations\":[\"" + served.uuid()
                        + "\"]},{\"expression\":\"anything\",\"group\":\"b\",\"locations\":[]}]");
        assertThat(second.getJsonArray("groups")).hasSize(1);
        assertThat(second.getString("next")).isEmpty();
    }

    @Test
    void manyChangesAtATimeAreAllMade() throws Exception {
        ServedRepository served = bench.moreRepositories("many", 1).get(0);
        List<String> groups =
                IntStream.range(0, AT_A_TIME).mapToObj(i -> "g" + i).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            List<Future<?>> changes = new ArrayList<>();
            groups.forEach(
                    group -> changes.add(threads.submit(() -> api.put(locations(served) + "/here/groups/" + group))));
            for (Future<?> change : changes) {
                change.get(2, TimeUnit.MINUTES);
            }
        }
        assertThat(served.annex("group", "here").ok().line().split(" ")).containsExactlyInAnyOrderElementsOf(groups);
    }

    @Test
    void theApiIsDescribed() {
        Answer answer = Wire.ask(bench.server().port(), Request.get("/openapi"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .contains(
                        "/api/repositories/{uuid}/locations/{location}/maxsize:",
                        "/api/repositories/{uuid}/locations/{location}/groups/{group}:",
                        "/api/repositories/{uuid}/groupwanted/{group}:",
                        "/api/repositories/{uuid}/numcopies:",
                        "/api/repositories/{uuid}/wanted:",
                        "copiesElsewhere");
    }

    private String expression(String path) {
        return api.get(path).getString("expression");
    }

    private static Set<String> texts(JsonObject object, String name) {
        return object.getJsonArray(name).getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .collect(Collectors.toSet());
    }

    private static JsonObject body(String name, String value) {
        return Json.createObjectBuilder().add(name, value).build();
    }

    private static JsonObject copies(int copies) {
        return Json.createObjectBuilder().add("copies", copies).build();
    }

    private static String of(ServedRepository repository) {
        return "repositories/" + repository.uuid();
    }

    private static String locations(ServedRepository repository) {
        return of(repository) + "/locations";
    }
}
