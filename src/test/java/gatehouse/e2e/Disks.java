// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A served repository that is to know of others, its disks; all content is put there by the real git-annex in a clone.
 *
 * @param disks named {@code disk0} and so on in the clone
 */
record Disks(Bench bench, ServedRepository hub, List<ServedRepository> disks, Clone user) {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    static Disks of(Bench bench, String name, int count) {
        List<ServedRepository> all = bench.moreRepositories(name, count + 1);
        ServedRepository hub = all.getFirst();
        Machine machine = Machine.at(bench.newFolder(name + "-home"), AnnexRelease.NEWEST);
        Clone user = Clone.of(bench.server(), hub, machine, bench.folder().resolve(name + "-clone"));
        user.does("init", "-q", "the clone");
        List<ServedRepository> disks = all.subList(1, count + 1);
        for (int i = 0; i < count; i++) {
            user.git(
                            "remote",
                            "add",
                            "disk" + i,
                            bench.server().gitUrl(disks.get(i).name()))
                    .ok();
            user.does("group", disks.get(i).uuid(), "disks");
        }
        return new Disks(bench, hub, List.copyOf(disks), user);
    }

    /** Files of so many bytes, on the first {@code copies} disks and nowhere else. */
    void fill(int files, int bytes, int copies) {
        Random random = new Random(files);
        for (int i = 0; i < files; i++) {
            user.write("file" + i, Keys.content(random, bytes));
        }
        user.commit();
        for (int i = 0; i < copies; i++) {
            user.does("copy", "-q", "--to", "disk" + i, ".");
        }
        user.does("drop", "-q", ".");
        user.git("push", "-q", "origin", "HEAD").ok();
        user.syncGit();
    }

    /** The same expression for all disks. */
    void wanted(String expression) {
        disks.forEach(disk -> user.does("wanted", disk.uuid(), expression));
    }

    String path() {
        return "repositories/" + hub.uuid() + "/rebalance";
    }

    JsonObject job() {
        return AdminApi.of(bench).get(path());
    }

    String state() {
        return job().getString("state");
    }

    /** @param bandwidth as people write it, or none */
    void start(String bandwidth) {
        Answer answer = AdminApi.of(bench)
                .ask(
                        "POST",
                        path(),
                        Json.createObjectBuilder().add("bandwidth", bandwidth).build());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
    }

    Answer ask(String state) {
        return AdminApi.of(bench)
                .ask(
                        "PUT",
                        path() + "/state",
                        Json.createObjectBuilder().add("state", state).build());
    }

    void await(String state) {
        Poll.until(() -> state + ": " + job(), LIMIT, () -> state().equals(state));
    }

    /** A plan, when it is ready. */
    JsonObject plan() {
        AdminApi api = AdminApi.of(bench);
        assertThat(api.ask("POST", path() + "/plan").status()).isEqualTo(202);
        Poll.until(
                "planned",
                LIMIT,
                () -> !api.get(path() + "/plan").getString("state").equals("planning"));
        JsonObject plan = api.get(path() + "/plan");
        assertThat(plan.getString("state")).as(plan.toString()).isEqualTo("ready");
        return plan;
    }

    /** By the names of the object files, the disks that have them. */
    Map<String, Set<Integer>> found() {
        Map<String, Set<Integer>> found = new TreeMap<>();
        for (int i = 0; i < disks.size(); i++) {
            int disk = i;
            disks.get(i)
                    .objects()
                    .keySet()
                    .forEach(name ->
                            found.computeIfAbsent(name, none -> new TreeSet<>()).add(disk));
        }
        return found;
    }

    /** What the branch of the hub says is where it is, and the disks' own branches, too; git-annex finds no fault. */
    void agreeWithTheirBranches() {
        List<String> uuids = disks.stream().map(ServedRepository::uuid).toList();
        Map<String, Set<Integer>> logged = new TreeMap<>();
        Poll.until("the branch of the hub tells where all is", () -> {
            logged.clear();
            // It fails for those that were somewhere, and are nowhere now.
            for (String line : hub.annex("whereis", "--all", "--json").lines()) {
                JsonObject answer = json(line);
                Set<Integer> at = new TreeSet<>();
                for (JsonObject one : answer.getJsonArray("whereis").getValuesAs(JsonObject.class)) {
                    String uuid = one.getString("uuid");
                    // What is in a node is in its cluster, too.
                    if (ClusterUuid.of(new Uuid(uuid)).isEmpty()) {
                        at.add(uuids.indexOf(uuid));
                    }
                }
                if (!at.isEmpty()) {
                    logged.put(answer.getString("key"), at);
                }
            }
            return logged.equals(found());
        });
        disks.forEach(ServedRepository::isSound);
    }

    /** What the real git-annex would move with {@code --rebalance}. */
    List<String> wantedElsewhere() {
        user.syncGit();
        List<String> moves = new ArrayList<>();
        for (ServedRepository disk : disks) {
            String uuid = disk.uuid();
            moves.addAll(user.annex("find", "--rebalance", "--not", "--in=" + uuid, "--want-get-by=" + uuid)
                    .ok()
                    .lines());
            moves.addAll(user.annex("find", "--rebalance", "--in=" + uuid, "--want-drop-by=" + uuid)
                    .ok()
                    .lines());
        }
        return moves;
    }

    static JsonObject json(String text) {
        try (jakarta.json.JsonReader reader = Json.createReader(new java.io.StringReader(text))) {
            return reader.readObject();
        }
    }
}
