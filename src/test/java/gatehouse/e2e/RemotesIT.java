// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Remotes of a served repository, through the API and the launcher, and as real git sees them. */
@BeyondTheReference("it has no API for administrators")
@WithServer
class RemotesIT {
    private static final String ELSEWHERE = "11111111-2222-3333-4444-555555555555";

    private final Bench bench;
    private final AdminApi api;

    RemotesIT(Bench bench) {
        this.bench = bench;
        this.api = AdminApi.of(bench);
    }

    private List<JsonObject> remotes(ServedRepository hub) {
        return api.get(path(hub)).getJsonArray("remotes").getValuesAs(JsonObject.class);
    }

    private static String path(ServedRepository hub) {
        return "repositories/" + hub.uuid() + "/remotes";
    }

    private static JsonObject url(String url) {
        return Json.createObjectBuilder().add("url", url).add("uuid", ELSEWHERE).build();
    }

    @Test
    void whatIsAddedGitHasAndWhatGitAddsIsThereAtOnce() {
        List<ServedRepository> both = bench.moreRepositories("remotes", 2);
        ServedRepository hub = both.get(0);
        ServedRepository node = both.get(1);
        api.put(
                path(hub) + "/near",
                Json.createObjectBuilder().add("repository", node.uuid()).build());
        api.put(path(hub) + "/far", url("annex+https://far.example/git-annex/"));
        assertThat(hub.git("config", "remote.near.fetch").ok().line()).isEqualTo("+refs/heads/*:refs/remotes/near/*");
        assertThat(Path.of(hub.git("config", "remote.near.url").ok().line())).isEqualTo(node.folder());
        assertThat(hub.git("config", "remote.near.annex-uuid").ok().line()).isEqualTo(node.uuid());
        hub.git("fetch", "-q", "near").ok();
        hub.git("config", "remote.byhand.url", "host.example:x").ok();
        hub.git("config", "remote.byhand.annex-uuid", ELSEWHERE).ok();
        hub.git("config", "remote.byhand.annex-cost", "150").ok();
        assertThat(remotes(hub))
                .extracting(remote -> remote.getString("name"), remote -> remote.getString("kind"))
                .containsExactly(tuple("near", "served"), tuple("byhand", "ssh"), tuple("far", "http"));
        assertThat(remotes(hub).get(0).getJsonObject("state").getString("circuit"))
                .isEqualTo("closed");
        api.delete(path(hub) + "/near");
        assertThat(hub.git("remote").ok().output()).doesNotContain("near");
        assertThat(api.ask("DELETE", path(hub) + "/near").status()).isEqualTo(404);
        assertThat(api.get("audit?limit=10").toString()).contains("remote.set", "remote.remove", "far.example");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a | {"url":"https://u:secret@host/x","uuid":"11111111-2222-3333-4444-555555555555"} | 400
                    a | {"url":"ext::sh","uuid":"11111111-2222-3333-4444-555555555555"} | 400
                    a | {"url":"host:x"} | 400
                    a | {} | 400
                    a | {"repository":"11111111-2222-3333-4444-555555555555"} | 404
                    a | {"url":"host:x","uuid":"11111111-2222-3333-4444-555555555555","cost":"x"} | 400
                    -a | {"url":"host:x","uuid":"11111111-2222-3333-4444-555555555555"} | 400
                    """)
    void whatCanBeNoRemoteIsRefused(String name, String body, int status) {
        ServedRepository hub = bench.repository();
        Answer answer = api.ask("PUT", path(hub) + "/" + name, body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.toString()).doesNotContain("secret");
        assertThat(hub.git("remote").ok().output().lines()).doesNotContain(name);
    }

    @Test
    void aRepositoryIsNoRemoteOfItself() {
        ServedRepository hub = bench.repository();
        JsonObject itself =
                Json.createObjectBuilder().add("repository", hub.uuid()).build();
        assertThat(api.ask("PUT", path(hub) + "/self", itself).status()).isEqualTo(409);
    }

    @Test
    void theLauncherAddsListsAndRemoves() {
        List<ServedRepository> both = bench.moreRepositories("told", 2);
        does("repository", "remote", "add", "told-0", "near", "told-1", "--cost", "50");
        does("repository", "remote", "add", "told-0", "far", "joey@host:x", "--uuid", ELSEWHERE);
        assertThat(does("repository", "remotes", "told-0").lines())
                .satisfiesExactly(
                        near -> assertThat(near)
                                .contains("\"near\"", both.get(1).uuid(), "\"cost\":50.0"),
                        far -> assertThat(far).contains("\"far\"", "joey@host:x", ELSEWHERE));
        does("repository", "remote", "remove", "told-0", "near");
        assertThat(does("repository", "remotes", "told-0").lines()).hasSize(1);
    }

    @Test
    void credentialsGoInAndDoNotComeOut() {
        JsonObject secret = Json.createObjectBuilder()
                .add("server", "annex+https://node.example/")
                .add("user", "joey")
                .add("password", "very secret")
                .build();
        api.put("credentials", secret);
        assertThat(api.get("credentials").toString())
                .contains("https://node.example:9417", "joey")
                .doesNotContain("secret");
        assertThat(api.get("audit?limit=10").toString())
                .contains("remote.credentials")
                .doesNotContain("secret");
        assertThat(does("remote", "credentials", "list"))
                .contains("node.example")
                .doesNotContain("secret");
        does("remote", "credentials", "remove", "annex+https://node.example/");
        assertThat(does("remote", "credentials")).isEmpty();
    }

    private String does(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of("gatehouse").toAbsolutePath().toString(),
                "--data",
                bench.folder().resolve("data").toString()));
        command.addAll(List.of(arguments));
        return bench.machine().run(bench.folder(), command).ok().output();
    }
}
