// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each way to change something through the API of the running server leaves an entry in the audit. */
@BeyondTheReference("it has no API for administrators")
@WithServer(alone = true)
class AuditIT {
    private static final String REPOSITORY = "repositories/{uuid}";
    private static final String LOCATION = REPOSITORY + "/locations/{location}";
    private static final Set<String> CHANGING = Set.of("post", "put", "delete", "patch");
    /** Asks for what is computed and changes nothing. */
    private static final String PLAN = "post " + REPOSITORY + "/rebalance/plan";

    private static final String SERVER = "annex+http://127.0.0.1:1";
    /** It brings forward what is done anyhow. */
    private static final String SYNC = "post " + REPOSITORY + "/gateways/sync";

    /**
     * The job may be over already, as there is nothing to move; the remote is no gateway. What is wanted is audited.
     */
    private static final Set<String> MAY_BE_REFUSED = Set.of("repository.rebalance", "cluster.extend");

    private final Bench bench;
    private final AdminApi api;

    AuditIT(Bench bench) {
        this.bench = bench;
        this.api = AdminApi.of(bench);
    }

    /**
     * One change.
     *
     * @param operation method and path as the description of the API has them
     * @param body of the request; empty for none
     * @param what the audit calls it
     */
    private record Change(String operation, String body, String what) {
        String method() {
            return operation.substring(0, operation.indexOf(' ')).toUpperCase(Locale.ROOT);
        }

        String path(String uuid) {
            return operation
                    .substring(operation.indexOf(' ') + 1)
                    .replace("{uuid}", uuid)
                    .replace("{location}", "here")
                    .replace("{group}", "audited")
                    .replace("{cluster}", "audited")
                    .replace("{token}", "audited")
                    .replaceFirst(
                            "^credentials$",
                            "credentials" + (body.isEmpty() ? "?server=" + URLEncoder.encode(SERVER, UTF_8) : ""))
                    .replaceAll("\\{(name|remote|node)}", "auditor");
        }
    }

    @Test
    void everyOperationThatChangesSomethingIsThere() {
        List<ServedRepository> two = bench.moreRepositories("audit", 2);
        ServedRepository served = two.getFirst();
        List<Change> changes = changes(inTrash(served));
        changes.addAll(changesOfRemotes(two.getLast().uuid()));
        Set<String> known = new TreeSet<>(Set.of(PLAN, SYNC));
        changes.forEach(change -> known.add(change.operation()));
        assertThat(known).as("what the description of the API has").isEqualTo(described());
        for (Change change : changes) {
            String newest = newest("place");
            Answer answer = change.body().isEmpty()
                    ? api.ask(change.method(), change.path(served.uuid()))
                    : api.ask(change.method(), change.path(served.uuid()), Request.bytes(change.body()));
            assertThat(answer.status())
                    .as(change + ": " + answer)
                    .isBetween(200, MAY_BE_REFUSED.contains(change.what()) ? 499 : 299);
            assertThat(newest("place")).as(change.toString()).isNotEqualTo(newest);
            assertThat(newest("what")).as(change.toString()).isEqualTo(change.what());
            assertThat(newest("who")).as(change.toString()).isNotEmpty();
        }
    }

    private static List<Change> changesOfRemotes(String other) {
        String proxied = REPOSITORY + "/remotes/{remote}/proxied";
        String cluster = REPOSITORY + "/clusters/{cluster}";
        return List.of(
                new Change("put " + REPOSITORY + "/remotes/{name}", "{\"repository\":\"" + other + "\"}", "remote.set"),
                new Change("put " + proxied, "", "proxy.on"),
                new Change("post " + REPOSITORY + "/proxies", "", "proxy.update"),
                new Change("delete " + proxied, "", "proxy.off"),
                new Change("put " + cluster, "{\"description\":\"audited\"}", "cluster.init"),
                new Change("put " + cluster + "/nodes/{node}", "", "cluster.addnode"),
                new Change("post " + REPOSITORY + "/clusters", "", "cluster.update"),
                new Change("put " + cluster + "/gateways/{remote}", "", "cluster.extend"),
                new Change("delete " + cluster + "/nodes/{node}", "", "cluster.removenode"),
                new Change("delete " + REPOSITORY + "/remotes/{name}", "", "remote.remove"));
    }

    private static List<Change> changes(String key) {
        String password = "{\"password\":\"correct horse battery\"}";
        String size = "{\"size\":\"1 GB\"}";
        String expression = "{\"expression\":\"anything\"}";
        return new ArrayList<>(List.of(
                new Change("put " + REPOSITORY + "/trash", "{\"retentionSeconds\":7200}", "repository.trash"),
                new Change("post " + REPOSITORY + "/trash/undelete", "{\"key\":\"" + key + "\"}", "trash.undelete"),
                new Change("put " + LOCATION + "/wanted", expression, "placement.wanted"),
                new Change("delete " + LOCATION + "/wanted", "", "placement.wanted"),
                new Change("put " + LOCATION + "/required", expression, "placement.required"),
                new Change("delete " + LOCATION + "/required", "", "placement.required"),
                new Change("put " + LOCATION + "/trust", "{\"level\":\"semitrusted\"}", "placement.trust"),
                new Change("put " + LOCATION + "/groups/{group}", "", "placement.group"),
                new Change("delete " + LOCATION + "/groups/{group}", "", "placement.ungroup"),
                new Change("put " + LOCATION + "/maxsize", size, "placement.maxsize"),
                new Change("delete " + LOCATION + "/maxsize", "", "placement.maxsize"),
                new Change("put " + REPOSITORY + "/groupwanted/{group}", expression, "placement.groupwanted"),
                new Change("delete " + REPOSITORY + "/groupwanted/{group}", "", "placement.groupwanted"),
                new Change("put " + REPOSITORY + "/numcopies", "{\"copies\":1}", "placement.numcopies"),
                new Change("put " + REPOSITORY + "/mincopies", "{\"copies\":1}", "placement.mincopies"),
                new Change("post " + REPOSITORY + "/rebalance", "{\"bandwidth\":\"1 MB\"}", "repository.rebalance"),
                new Change(
                        "put " + REPOSITORY + "/rebalance/bandwidth",
                        "{\"bandwidth\":\"none\"}",
                        "repository.rebalance"),
                new Change(
                        "put " + REPOSITORY + "/rebalance/state", "{\"state\":\"cancelled\"}", "repository.rebalance"),
                new Change("put " + REPOSITORY + "/anonymous", "{\"level\":\"read\"}", "repository.anonymous"),
                new Change("put " + REPOSITORY + "/maxsizerule", "{\"rule\":\"hard\"}", "repository.maxsizerule"),
                new Change("put " + REPOSITORY + "/lockdown", "{\"lockdown\":\"drop\"}", "repository.lockdown"),
                new Change(
                        "put credentials",
                        "{\"server\":\"" + SERVER + "\",\"user\":\"auditor\",\"password\":\"secret\"}",
                        "remote.credentials"),
                new Change("delete credentials", "", "remote.credentials"),
                new Change("post repositories", "{\"name\":\"audited\"}", "repository.create"),
                new Change("post users", password.replace("{", "{\"name\":\"auditor\","), "user.create"),
                new Change("put users/{name}/password", password, "user.password"),
                new Change("put users/{name}/rights/{uuid}", "{\"level\":\"read\"}", "user.rights"),
                new Change("delete users/{name}/rights/{uuid}", "", "user.rights"),
                new Change("post users/{name}/tokens", "{\"name\":\"audited\",\"level\":\"read\"}", "user.token"),
                new Change("delete users/{name}/tokens/{token}", "", "user.token"),
                new Change("put users/{name}/disabled", "{\"disabled\":true}", "user.disabled"),
                new Change("delete users/{name}", "", "user.delete"),
                new Change("post store/rebuild", "", "store.rebuild")));
    }

    private String inTrash(ServedRepository served) {
        api.put(
                "repositories/" + served.uuid() + "/trash",
                Json.createObjectBuilder().add("retentionSeconds", 3600).build());
        AnnexApi there = new AnnexApi(bench.server(), served.uuid());
        byte[] content = Keys.content(new Random(3), 10);
        String key = Keys.sha256(content);
        there.put(key, content);
        assertThat(there.post("remove", key).text()).contains("true");
        return key;
    }

    private String newest(String field) {
        JsonObject entry = api.get("audit?limit=1").getJsonArray("entries").getJsonObject(0);
        return switch (entry.get(field)) {
            case JsonString text -> text.getString();
            default -> String.valueOf(entry.get(field));
        };
    }

    /** Method and path of each operation that may change something. */
    private Set<String> described() {
        Answer answer = Wire.ask(bench.server().port(), Request.get("/openapi?format=JSON"));
        assertThat(answer.status()).isEqualTo(200);
        JsonObject paths =
                Json.createReader(new StringReader(answer.text())).readObject().getJsonObject("paths");
        List<String> found = new ArrayList<>();
        paths.forEach((path, methods) -> methods.asJsonObject().keySet().stream()
                .filter(CHANGING::contains)
                .forEach(method -> found.add(method + " " + path.replaceFirst("^/api/", ""))));
        return new TreeSet<>(found);
    }
}
