// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.branch.log.ChunkLog;
import gatehouse.branch.log.ChunkLog.Chunked;
import gatehouse.branch.log.EquivalentKeysLog;
import gatehouse.branch.log.MetadataLog;
import gatehouse.branch.log.MetadataLog.FieldChange;
import gatehouse.branch.log.VectorClock;
import gatehouse.branch.log.WebUrlLog;
import gatehouse.key.Key;
import gatehouse.repository.AnnexConfig.BranchHash;
import gatehouse.repository.Uuid;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs of a key: git-annex reads what we wrote, and we what it wrote, each after the other. */
class KeyLogsTest {
    private static final BranchHash HASH = new BranchHash(2);
    private static final VectorClock LONG_AGO = VectorClock.ofNanos(1_000_000_000L);

    /** None has base64 that is cut short: git-annex reads it now as a value, now as a name. */
    private static final List<String> WORDS = List.of(
            "a",
            "A",
            "b",
            "b-lastchanged",
            "",
            "+",
            "-",
            "+1",
            "-1",
            "+2",
            "-2",
            "+!",
            "+!MQ==",
            "-!MQ==",
            "+!!",
            "+!MQ==MQ==",
            "+!MR==",
            "\u00c3\u00a9",
            "\u00c3\u0089",
            "\u00ff");

    @TempDir
    Path folder;

    private RealAnnex annex;
    private Key key;

    @BeforeEach
    void aFileIsAdded() throws IOException {
        annex = RealAnnex.initialised(folder.resolve("r"));
        Files.writeString(annex.folder.resolve("f"), "content");
        annex.run("git", "annex", "add", "-q", "f");
        key = Key.of(annex.run("git", "annex", "lookupkey", "f").strip()).orElseThrow();
    }

    @AfterEach
    void close() {
        annex.close();
    }

    @Test
    void metadataGoesBothWays() throws Exception {
        BranchPath path = BranchPath.metadataLog(key, HASH);
        for (int round = 1; round <= 2; round++) {
            annex.run("git", "annex", "metadata", "-q", "-s", "Author+=A. B" + round, "-s", "tag+=!x" + round, "f");
            annex.run("git", "annex", "metadata", "-q", "-s", "t\u00e9st=\u00e9" + round, "-s", "empty=", "f");
            annex.run("git", "annex", "metadata", "-q", "-s", "tag-=!x" + (round - 1), "f");
            Map<String, Set<String>> theirs = MetadataLog.parse(read(path)).current();
            assertThat(theirs).isEqualTo(shownMetadata());
            assertThat(theirs.get("Author")).contains("A. B" + round);
            String ours = "\n=\u00c3\u00a9 +!" + round;
            change(
                    path,
                    text -> MetadataLog.parse(text)
                            .with(
                                    LONG_AGO,
                                    Map.of(
                                            "author",
                                            new FieldChange(Set.of(ours, ""), Set.of("none")),
                                            "tag",
                                            new FieldChange(Set.of("!", "ours"), Set.of())))
                            .format());
            Map<String, Set<String>> both = MetadataLog.parse(read(path)).current();
            assertThat(both.get("author")).contains(ours, "", "A. B" + round);
            assertThat(shownMetadata()).isEqualTo(both);
        }
    }

    @Test
    void anyLinesOfMetadataMeanToUsWhatTheyMeanToGitAnnex() throws Exception {
        Random random = new Random(1);
        Map<Key, String> logs = new HashMap<>();
        Map<BranchPath, UnaryOperator<String>> changes = new HashMap<>();
        StringBuilder asked = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            Key of = new Key("WORM--" + i);
            String text = metadataLines(random);
            logs.put(of, text);
            changes.put(BranchPath.metadataLog(of, HASH), before -> text);
            asked.append("{\"key\":\"").append(of.text()).append("\"}\n");
        }
        AnnexBranch branch = annex.branch();
        try (JournalLocked locked = branch.lock(Duration.ofSeconds(20))) {
            branch.takeJournal(locked);
            branch.change(locked, changes);
        }
        String shown = annex.runWithInput(asked.toString(), "git", "annex", "metadata", "--batch", "--json");
        assertThat(shown.lines()).hasSize(400).allSatisfy(line -> {
            JsonObject answer = json(line);
            Key of = Key.of(answer.getString("key")).orElseThrow();
            String text = logs.getOrDefault(of, "");
            assertThat(folded(MetadataLog.parse(text).current())).as(text).isEqualTo(folded(fields(answer)));
        });
    }

    /** The case of names does not matter, and two that differ in nothing else are one. */
    private static Map<String, Set<String>> folded(Map<String, Set<String>> fields) {
        Map<String, Set<String>> folded = new TreeMap<>();
        fields.forEach((name, values) -> folded.computeIfAbsent(
                        bytes(text(name).toLowerCase(Locale.ROOT)), none -> new TreeSet<>())
                .addAll(values));
        return folded;
    }

    private static String metadataLines(Random random) {
        StringBuilder lines = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            lines.append(random.nextInt(4)).append(random.nextBoolean() ? "s" : ".25s");
            for (int j = random.nextInt(8); j > 0; j--) {
                lines.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
            }
            lines.append(random.nextInt(9) == 0 ? "\r\n" : "\n");
        }
        return lines.toString();
    }

    @Test
    void urlsGoBothWays() throws Exception {
        BranchPath path = BranchPath.webUrlLog(key, HASH);
        Set<String> urls = new TreeSet<>();
        for (int round = 1; round <= 2; round++) {
            String theirs = "http://localhost:1/theirs%20" + round;
            String ours = "http://localhost:1/ours?a=b c" + round;
            String taken = "http://localhost:1/taken" + round;
            annex.run("git", "annex", "registerurl", key.text(), theirs);
            annex.run("git", "annex", "registerurl", key.text(), taken);
            urls.add(theirs);
            urls.add(taken);
            assertThat(WebUrlLog.parse(read(path)).urls()).isEqualTo(urls);
            change(
                    path,
                    text -> WebUrlLog.parse(text)
                            .with(LONG_AGO, ours)
                            .without(LONG_AGO, taken)
                            .without(LONG_AGO, "http://localhost:1/never")
                            .format());
            urls.add(ours);
            urls.remove(taken);
            assertThat(read(path)).doesNotContain("never");
            assertThat(shownUrls()).isEqualTo(urls);
        }
        annex.run("git", "annex", "unregisterurl", key.text(), "http://localhost:1/ours?a=b c1");
        urls.remove("http://localhost:1/ours?a=b c1");
        assertThat(WebUrlLog.parse(read(path)).urls()).isEqualTo(urls);
    }

    @Test
    void urlsAtAnOldPlaceAreThoseGitAnnexFindsThere() throws Exception {
        for (BranchPath old : BranchPath.oldWebUrlLogs(key, HASH)) {
            String url = "http://localhost:1/" + old.names().size();
            change(old, text -> WebUrlLog.parse(text).with(LONG_AGO, url).format());
            annex.run("git", "annex", "setpresentkey", key.text(), "00000000-0000-0000-0000-000000000001", "1");
            assertThat(shownUrls()).containsExactly(url);
        }
    }

    @Test
    void chunksGoBothWays() throws Exception {
        BranchPath path = BranchPath.chunkLog(key, HASH);
        String directory = "directory=" + Files.createDirectory(folder.resolve("chunks"));
        annex.run("git", "annex", "initremote", "-q", "c", "type=directory", directory, "encryption=none", "chunk=3");
        annex.run("git", "annex", "copy", "-q", "f", "--to", "c");
        Chunked chunked = new Chunked(
                new Uuid(annex.run("git", "config", "remote.c.annex-uuid").strip()), 3);
        assertThat(ChunkLog.parse(read(path)).counts()).isEqualTo(Map.of(chunked, 3L));
        // Of chunks of another size than the remote is set to, git-annex knows by the log alone.
        annex.run("git", "annex", "enableremote", "-q", "c", directory, "chunk=5");
        annex.run("git", "annex", "checkpresentkey", key.text(), "c");
        change(path, text -> ChunkLog.parse(text).with(LONG_AGO, chunked, 0).format());
        assertThat(ChunkLog.parse(read(path)).counts()).isEmpty();
        assertThatThrownBy(() -> annex.run("git", "annex", "checkpresentkey", key.text(), "c"))
                .hasMessageContaining("ended with 1");
        change(path, text -> ChunkLog.parse(text).with(LONG_AGO, chunked, 3).format());
        annex.run("git", "annex", "checkpresentkey", key.text(), "c");
        annex.run("git", "annex", "drop", "-q", "--force", "f", "--from", "c");
        annex.run("git", "annex", "copy", "-q", "f", "--to", "c");
        assertThat(ChunkLog.parse(read(path)).counts()).isEqualTo(Map.of(new Chunked(chunked.remote(), 5), 2L));
    }

    @Test
    void equivalentKeysGoBothWays() throws Exception {
        Path source = Files.writeString(folder.resolve("source"), "content");
        annex.run("git", "config", "annex.security.allowed-url-schemes", "file");
        annex.run("git", "annex", "addurl", "-q", "--relaxed", "--verifiable", "--file", "v", "file://" + source);
        annex.run("git", "annex", "get", "-q", "v");
        Key vurl = Key.of(annex.run("git", "annex", "lookupkey", "v").strip()).orElseThrow();
        BranchPath path = BranchPath.equivalentKeysLog(vurl, HASH);
        Key theirs = Key.of(
                        annex.run("git", "annex", "calckey", source.toString()).strip())
                .orElseThrow();
        assertThat(vurl.backendName()).isEqualTo("VURL");
        assertThat(EquivalentKeysLog.parse(read(path)).keys()).containsExactly(theirs);
        Path changed = Files.writeString(folder.resolve("changed"), "CONTENT");
        Key ours = Key.of(
                        annex.run("git", "annex", "calckey", changed.toString()).strip())
                .orElseThrow();
        change(path, text -> EquivalentKeysLog.parse(text).with(LONG_AGO, ours).format());
        assertThat(EquivalentKeysLog.parse(read(path)).keys()).containsExactlyInAnyOrder(theirs, ours);
        Path object = annex.folder.resolve("v").toRealPath();
        // Content that no other key of the log names: git-annex goes by the one that we wrote.
        Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(object, "CONTENT");
        assertThat(annex.run("git", "annex", "fsck", "v")).contains("fsck v", "ok");
    }

    private Map<String, Set<String>> shownMetadata() {
        return fields(json(annex.run("git", "annex", "metadata", "--json", "f")));
    }

    private static Map<String, Set<String>> fields(JsonObject shown) {
        Map<String, Set<String>> fields = new TreeMap<>();
        shown.getJsonObject("fields").forEach((name, values) -> {
            Set<String> texts = new TreeSet<>();
            for (JsonString value : values.asJsonArray().getValuesAs(JsonString.class)) {
                texts.add(bytes(value.getString()));
            }
            fields.put(bytes(name), texts);
        });
        return fields;
    }

    private Set<String> shownUrls() {
        Set<String> urls = new TreeSet<>();
        for (JsonObject place : json(annex.run("git", "annex", "whereis", "--json", "f"))
                .getJsonArray("whereis")
                .getValuesAs(JsonObject.class)) {
            place.getJsonArray("urls").getValuesAs(JsonString.class).forEach(url -> urls.add(url.getString()));
        }
        return urls;
    }

    private static JsonObject json(String byteText) {
        try (JsonReader reader = Json.createReader(new StringReader(text(byteText)))) {
            return reader.readObject();
        }
    }

    private static String text(String byteText) {
        return new String(byteText.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private String read(BranchPath path) throws IOException {
        return annex.branch().read(path);
    }

    private void change(BranchPath path, UnaryOperator<String> change) throws IOException {
        AnnexBranch branch = annex.branch();
        try (JournalLocked locked = branch.lock(Duration.ofSeconds(20))) {
            branch.takeJournal(locked);
            branch.change(locked, Map.of(path, change));
        }
    }
}
