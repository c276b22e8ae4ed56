// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Access tokens in place of passwords, on a server that is open to nobody else. */
@BeyondTheReference("it knows passwords alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenIT {
    private static final String PASSWORD = "correct horse battery";
    private Bench bench;
    private AdminApi api;
    private ServedRepository other;

    @BeforeAll
    void start() {
        bench = Bench.with(List.of(), Map.of());
        api = AdminApi.of(bench);
        other = ServedRepository.bare(bench.machine(), bench.server().folder().resolve("other.git"));
        Poll.until(
                "the other repository is served",
                () -> api.ask("GET", "repositories/" + other.uuid()).status() == 200);
    }

    @AfterAll
    void stop() {
        bench.close();
    }

    @Test
    void oneEntryInGitsCredentialStoreServesGitAndGitAnnex() throws IOException {
        user("alice", "write");
        String token = launched("add", "alice", "laptop", "--level", "append", "--repository", "shared")
                .ok()
                .line();
        assertThat(token).matches("gat_[0-9A-Za-z]{36}");
        Machine machine = machine("alice", token);
        byte[] content = Keys.content(new Random(1), 4000);
        Clone first = Clone.of(
                bench.server(), bench.repository(), machine, bench.folder().resolve("alice-1"));
        first.write("file", content).commit().does("copy", "--to", "origin", "file");
        first.git("push", "-q", "origin", "HEAD:main").ok();
        first.syncGit().does("drop", "file").does("get", "file");
        assertThat(first.read("file")).isEqualTo(content);
        Clone second = Clone.of(
                bench.server(), bench.repository(), machine, bench.folder().resolve("alice-2"));
        second.git("checkout", "-q", "main").ok();
        second.does("get", "file");
        assertThat(second.read("file")).isEqualTo(content);
        first.annex("drop", "--from", "origin", "file").failed();
        assertThat(stored(machine)).containsExactly(entry("alice", token));
        Poll.until(
                "its last use is told",
                () -> token("alice", "laptop").getString("lastUsed").startsWith("20"));
        assertThat(launched("list", "alice").ok().output())
                .contains("\"name\":\"laptop\"")
                .doesNotContain(token);
        assertThat(api.get("audit").toString()).contains("alice laptop").doesNotContain(token);
        assertThat(bench.log() + bench.server().log()).doesNotContain(token);
    }

    @Test
    void aTokenForReadingCannotStoreAndThatIsSaidPlainly() throws IOException {
        user("reader", "write");
        String token = token("reader", "read", "");
        String key = storedBy("reader");
        Machine machine = machine("reader", token);
        Clone clone = Clone.of(
                bench.server(), bench.repository(), machine, bench.folder().resolve("reader"));
        clone.annex("init", "reader").ok();
        clone.annex("get", "--key", key).ok();
        clone.write("mine", Keys.content(new Random(2), 100)).commit();
        Ran put = clone.annex("copy", "--to", "origin", "mine").failed();
        assertThat(put.errors() + put.output()).contains("not allowed with this access token");
        Ran push = clone.git("push", "origin", "HEAD:refs/heads/mine").failed();
        assertThat(push.errors()).contains("403").contains("not allowed with this access token");
        assertThat(stored(machine)).containsExactly(entry("reader", token));
        isPresentTo("reader:" + token, key);
    }

    @Test
    void outsideOfItsRepositoriesATokenIsAsGoodAsAnAccountWithoutRights() throws IOException {
        user("scoped", "write");
        user("nobody", "none");
        api.put("users/scoped/rights/" + other.uuid(), level("write"));
        String token = token("scoped", "administer", other.uuid());
        String key = storedBy("scoped");
        for (String request : AnyRequest.NAMES) {
            Answer scoped = ask(request, "scoped:" + token, bench.repository(), key);
            Answer none = ask(request, "nobody:" + PASSWORD, bench.repository(), key);
            assertThat(scoped.status()).as(request).isIn(403, 404).isEqualTo(none.status());
            assertThat(scoped.text()).as(request).isEqualTo(none.text());
        }
        Machine machine = machine("scoped", token);
        Ran refused =
                machine.git(bench.folder(), "clone", bench.server().gitUrl("shared.git"), bench.folder() + "/refused");
        assertThat(refused.failed().errors()).contains("not found");
        Clone clone = Clone.of(bench.server(), other, machine, bench.folder().resolve("scoped"));
        clone.write("file", Keys.content(new Random(3), 100)).commit().does("copy", "--to", "origin", "file");
    }

    @Test
    void aTokenRevokedInTheMiddleIsAskedForAgain() throws IOException {
        user("leaver", "write");
        String token = token("leaver", "write", "");
        Machine machine = machine("leaver", token);
        Clone clone = Clone.of(
                bench.server(), bench.repository(), machine, bench.folder().resolve("leaver"));
        clone.write("a", Keys.content(new Random(4), 300))
                .write("b", Keys.content(new Random(5), 300))
                .commit()
                .does("copy", "--to", "origin", ".")
                .does("drop", ".")
                .does("get", "a");
        String key = clone.key("b");
        isPresentTo("leaver:" + token, key);
        launched("remove", "leaver", "test").ok();
        assertThat(ask("checkpresent", "leaver:" + token, bench.repository(), key)
                        .status())
                .isEqualTo(401);
        Ran get = clone.annex("get", "b").failed();
        assertThat(get.errors()).contains("could not read").contains("terminal prompts disabled");
        assertThat(stored(machine)).isEmpty();
        clone.git("fetch", "origin").failed();

        store(
                machine,
                entry("leaver", token("leaver", "read", bench.repository().uuid())));
        clone.does("get", "b").git("fetch", "origin").ok();
        for (int i = 0; i < 30; i++) {
            assertThat(ask("checkpresent", "leaver:" + token, bench.repository(), key)
                            .status())
                    .as("the same wrong token again")
                    .isEqualTo(401);
        }
        isPresentTo("leaver:" + PASSWORD, key);
    }

    @Test
    void anExpiredTokenIsRefused() {
        user("late", "write");
        String key = storedBy("late");
        JsonObject wanted = Json.createObjectBuilder()
                .add("name", "short")
                .add("level", "read")
                .add("expires", Instant.now().plusSeconds(8).toString())
                .build();
        String token = issued("late", wanted);
        isPresentTo("late:" + token, key);
        Poll.until(
                "it has expired",
                () -> ask("checkpresent", "late:" + token, bench.repository(), key)
                                .status()
                        == 401);
        assertThat(ask("upload-pack", "late:" + token, bench.repository(), key).status())
                .isEqualTo(401);
        assertThat(token("late", "short").getBoolean("expired")).isTrue();
    }

    @Test
    void anAccountThatIsDisabledOrDeletedHasNoTokens() {
        user("gone", "write");
        String token = token("gone", "read", "");
        String key = storedBy("gone");
        isPresentTo("gone:" + token, key);
        api.put(
                "users/gone/disabled",
                Json.createObjectBuilder().add("disabled", true).build());
        assertThat(ask("checkpresent", "gone:" + token, bench.repository(), key).status())
                .isEqualTo(401);
        api.put(
                "users/gone/disabled",
                Json.createObjectBuilder().add("disabled", false).build());
        isPresentTo("gone:" + token, key);
        api.delete("users/gone");
        user("gone", "write");
        assertThat(ask("checkpresent", "gone:" + token, bench.repository(), key).status())
                .isEqualTo(401);
        assertThat(api.get("users/gone/tokens").getJsonArray("tokens")).isEmpty();
    }

    @Test
    void aWrongTokenIsRefusedAndKeepsNobodyOut() {
        user("guessed", "write");
        String token = token("guessed", "read", "");
        user("another", "write");
        String key = storedBy("guessed");
        char last = token.charAt(10);
        String garbled = token.substring(0, 10) + (last == 'x' ? 'y' : 'x') + token.substring(11);
        for (String credentials : List.of("another:" + token, "guessed:" + garbled, "unknown:" + token)) {
            assertThat(ask("checkpresent", credentials, bench.repository(), key).status())
                    .as(credentials)
                    .isEqualTo(401);
        }
        isPresentTo("guessed:" + PASSWORD, key);
        isPresentTo("guessed:" + token, key);
    }

    @Test
    void noTokenOpensTheApi() {
        JsonObject root = Json.createObjectBuilder()
                .add("name", "root")
                .add("password", PASSWORD)
                .add("administrator", true)
                .build();
        assertThat(api.ask("POST", "users", root).status()).isEqualTo(201);
        String token = token("root", "administer", "");
        assertThat(Wire.ask(bench.server().port(), AnyRequest.signed("root:" + PASSWORD, Request.get("/api/users")))
                        .status())
                .isEqualTo(200);
        Answer refused = Wire.ask(bench.server().port(), AnyRequest.signed("root:" + token, Request.get("/api/users")));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("this needs a password, and not an access token");
    }

    /** Statuses in the order of {@link AnyRequest#NAMES}: the least of what the owner and the token may. */
    @ParameterizedTest(name = "{0} of who may {1}")
    @CsvSource({
        "read,       write,  200 200 200 403 403 200 200 403 403 200 403 200",
        "append,     write,  200 200 200 200 200 200 200 403 403 200 200 200",
        "write,      write,  200 200 200 200 200 200 200 200 200 200 200 200",
        "administer, write,  200 200 200 200 200 200 200 200 200 200 200 200",
        "write,      read,   200 200 200 403 403 200 200 403 403 200 403 200",
        "administer, append, 200 200 200 200 200 200 200 403 403 200 200 200",
        "write,      none,   403 403 403 403 403 403 403 403 403 404 404 404"
    })
    void everyRequestIsAllowedOrRefused(String level, String owners, String statuses) {
        String user = "matrix " + level + " " + owners;
        user(user, "write");
        String key = storedBy(user);
        api.put("users/" + encoded(user) + "/rights/" + bench.repository().uuid(), level(owners));
        String token = token(user, level, "");
        List<String> seen = new ArrayList<>();
        for (String request : AnyRequest.NAMES) {
            seen.add(String.valueOf(
                    ask(request, user + ":" + token, bench.repository(), key).status()));
        }
        assertThat(String.join(" ", seen)).isEqualTo(statuses);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "{'name':'a/b','level':'read'}; 400; the name of a token has 1 to 64 characters",
                "{'name':'x','level':'none'}; 400; level is read, append, write or administer",
                "{'name':'x','level':'read','repositories':[]}; 400; repositories names one at least",
                "{'name':'x','level':'read','repositories':['nowhere']}; 404; no such repository is served",
                "{'name':'x','level':'read','expires':'2020-01-01'}; 400; a token expires in the future",
                "{'name':'x','level':'read','expires':'2099-01-01'}; 400; within 366 days",
                "{'name':'x','level':'read','expires':'soon'}; 400; expires is a day such as",
                "{'level':'read'}; 400; name is missing",
            })
    void whatIsWantedWronglyIsRefusedInALine(String body, int status, String reason) {
        api.ask("POST", "users", credentials("picky"));
        Answer answer = api.ask("POST", "users/picky/tokens", Request.bytes(body.replace('\'', '"')));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.text()).contains(reason);
        assertThat(api.get("users/picky/tokens").getJsonArray("tokens")).isEmpty();
    }

    private void user(String name, String level) {
        assertThat(api.ask("POST", "users", credentials(name)).status()).isEqualTo(201);
        api.put("users/" + encoded(name) + "/rights/" + bench.repository().uuid(), level(level));
    }

    private static JsonObject credentials(String name) {
        return Json.createObjectBuilder()
                .add("name", name)
                .add("password", PASSWORD)
                .build();
    }

    private static JsonObject level(String level) {
        return Json.createObjectBuilder()
                .add("level", level)
                .add("locking", !level.equals("none"))
                .build();
    }

    /** A token called {@code test}, for one repository, or for all. */
    private String token(String user, String level, String repository) {
        JsonObjectBuilder wanted =
                Json.createObjectBuilder().add("name", "test").add("level", level);
        if (!repository.isEmpty()) {
            JsonArrayBuilder repositories = Json.createArrayBuilder().add(repository);
            wanted.add("repositories", repositories);
        }
        return issued(user, wanted.build());
    }

    private String issued(String user, JsonObject wanted) {
        Answer answer = api.ask("POST", "users/" + encoded(user) + "/tokens", wanted);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        return Json.createReader(new StringReader(answer.text())).readObject().getString("token");
    }

    private JsonObject token(String user, String name) {
        JsonArray tokens = api.get("users/" + encoded(user) + "/tokens").getJsonArray("tokens");
        return tokens.getValuesAs(JsonObject.class).stream()
                .filter(token -> token.getString("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String encoded(String name) {
        return name.replace(" ", "%20");
    }

    /** The machine of somebody whose git has the token in its store. */
    private Machine machine(String user, String token) throws IOException {
        Machine machine = Machine.at(bench.folder().resolve(user + "-home"), AnnexRelease.NEWEST);
        Files.writeString(
                machine.home().resolve(".gitconfig"), "[credential]\nhelper = store\n", StandardOpenOption.APPEND);
        store(machine, entry(user, token));
        return machine;
    }

    private static void store(Machine machine, String entry) throws IOException {
        Files.writeString(machine.home().resolve(".git-credentials"), entry + "\n");
    }

    private String entry(String user, String token) {
        return "http://" + user + ":" + token + "@127.0.0.1%3a" + bench.server().port();
    }

    private static List<String> stored(Machine machine) throws IOException {
        return Files.readAllLines(machine.home().resolve(".git-credentials"));
    }

    /** A new key in the shared repository, put there with the user's password. */
    private String storedBy(String user) {
        byte[] content = Keys.content(new Random(user.hashCode()), 50);
        String key = Keys.sha256(content);
        Answer answer = bench.api()
                .ask(AnyRequest.signed(
                        user + ":" + PASSWORD, Request.put(bench.api().target("v4", "put", key, ""), content)));
        assertThat(answer.status()).isEqualTo(200);
        return key;
    }

    private Answer ask(String request, String credentials, ServedRepository repository, String key) {
        return new AnyRequest(bench.server(), repository).ask(request, credentials, key);
    }

    private void isPresentTo(String credentials, String key) {
        Answer answer = ask("checkpresent", credentials, bench.repository(), key);
        assertThat(answer.text()).as(answer.toString()).isEqualTo("{\"present\":true}");
    }

    private Ran launched(String verb, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of("gatehouse").toAbsolutePath().toString(),
                "--data",
                bench.folder().resolve("data").toString(),
                "user",
                "token",
                verb));
        command.addAll(List.of(arguments));
        return bench.machine().run(bench.folder(), command);
    }
}
