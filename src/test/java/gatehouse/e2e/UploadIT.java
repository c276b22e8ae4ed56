// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static gatehouse.e2e.Request.bytes;
import static gatehouse.e2e.Request.chunk;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads on the wire: what is stored, what is refused, and what remains of those that break off. */
@WithServer
class UploadIT {
    private static final String STORED = "{\"plusuuids\":[],\"stored\":true}";
    private static final String NOT_STORED = "{\"plusuuids\":[],\"stored\":false}";

    private final Bench bench;
    private final AnnexApi api;
    private byte[] content = new byte[0];
    private String key = "";

    UploadIT(Bench bench) {
        this.bench = bench;
        this.api = bench.api();
    }

    @BeforeEach
    void makeNewContent(TestInfo test) {
        int seed = test.getDisplayName().hashCode() ^ test.getTestMethod().hashCode();
        content = Keys.content(new Random(seed), 1200);
        key = Keys.sha256(content);
    }

    private Request upload() {
        return Request.of("POST", api.target("v4", "put", key, ""))
                .declaring(content.length)
                .with(Request.OCTETS);
    }

    private void isStored(Answer answer) {
        assertThat(answer.text()).as(answer.toString()).isEqualTo(STORED);
        assertThat(api.get(key).body()).isEqualTo(content);
    }

    private void isNotStored(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(NOT_STORED);
        isAbsent();
    }

    private void isAbsent() {
        assertThat(api.isPresent(key)).isFalse();
        assertThat(bench.repository().objects()).doesNotContainKey(key);
    }

    @Test
    void chunksOfAnySizeArePutTogether() {
        isStored(api.ask(upload().chunks(part(0, 1), part(1, 700), part(700, 1200))));
    }

    @Test
    void trailersAreNoContent() {
        String body = "4b0\r\n" + new String(content, ISO_8859_1) + "\r\n0\r\nX-Trailer: yes\r\n\r\n";
        isStored(api.ask(upload().with(Request.CHUNKED).sending(bytes(body))));
    }

    @Test
    void chunkExtensionsAreNoContent() {
        String body = "4b0;name=value\r\n" + new String(content, ISO_8859_1) + "\r\n0\r\n\r\n";
        Answer answer = api.ask(upload().with(Request.CHUNKED).sending(bytes(body)));
        // The container does not know them; no client sends any.
        if (answer.status() == 400) {
            isAbsent();
        } else {
            isStored(answer);
        }
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"text/plain", "application/json", "application/octet-stream; x=y", "*/*"})
    void theContentTypeDoesNotMatter(String type) {
        isStored(api.ask(Request.of("POST", api.target("v4", "put", key, ""))
                .declaring(content.length)
                .with("Content-Type: " + type)
                .length(content)));
    }

    @Test
    void theContentTypeMayBeMissing() {
        isStored(api.ask(Request.of("POST", api.target("v4", "put", key, ""))
                .declaring(content.length)
                .length(content)));
    }

    @Test
    void theNameOfTheLengthHeaderIsInAnyCase() {
        isStored(api.ask(Request.of("POST", api.target("v4", "put", key, ""))
                .with("x-git-ANNEX-data-length: 1200")
                .with(Request.OCTETS)
                .length(content)));
    }

    @Test
    void aClientThatWaitsForLeaveIsGivenIt() {
        try (Wire wire = Wire.to(api.server().port())) {
            wire.send(upload().length(content)
                    .with("Expect: 100-continue")
                    .sending(new byte[0])
                    .wire());
            wire.sendAfterLeave(content);
            isStored(wire.answer());
        }
    }

    @Test
    void contentThatIsThereAlreadyIsStored() {
        isStored(api.ask(upload().length(content)));
        isStored(api.ask(upload().length(content)));
        isStored(api.ask(upload().length(new byte[content.length])));
    }

    @Test
    void wrongContentIsNotStoredAndLeavesNothing() {
        isNotStored(api.ask(upload().length(new byte[content.length])));
        assertThat(api.putOffset(key)).isZero();
        isStored(api.ask(upload().length(content)));
    }

    @Test
    void wrongContentIsNotStoredInTheOldestVersion() {
        Answer answer = api.ask(Request.put(api.target("v0", "put", key, ""), new byte[content.length]));
        assertThat(answer.text()).isEqualTo("{\"stored\":false}");
        isAbsent();
    }

    @Test
    void lessThanDeclaredIsNotStored() {
        isNotStored(api.ask(upload().length(part(0, 500))));
        isNotStored(api.ask(upload().chunks(part(0, 500))));
        isNotStored(api.ask(upload().length(new byte[0])));
        isStored(api.ask(upload().length(content)));
    }

    @Test
    void lessThanTheKeySaysIsNotStored() {
        isNotStored(api.ask(Request.put(api.target("v4", "put", key, ""), part(0, 500))));
    }

    @Test
    void moreThanDeclaredIsNotStored() {
        isNotStored(api.ask(upload().length(Arrays.copyOf(content, 1300))));
        isNotStored(api.ask(Request.put(api.target("v4", "put", key, ""), Arrays.copyOf(content, 1300))));
    }

    @Test
    @BeyondTheReference("answers false, but has stored it")
    void moreThanDeclaredInAChunkOfItsOwnIsNotStored() {
        isNotStored(api.ask(upload().chunks(content, new byte[100])));
    }

    @Test
    @BeyondTheReference("500: thread blocked indefinitely in an STM transaction")
    void aBodyThatEndsWithTheConnectionIsNotStored() {
        try (Wire wire = Wire.to(api.server().port())) {
            wire.send(
                    upload().with("Content-Length: 1200").sending(part(0, 500)).wire());
            wire.endSending();
            assertThat(wire.answer().status()).isLessThan(500);
        }
        isAbsent();
    }

    @Test
    @BeyondTheReference("takes the missing last chunk for the end")
    void aChunkedBodyWithoutItsLastChunkIsNotStored() {
        try (Wire wire = Wire.to(api.server().port())) {
            wire.send(upload().with(Request.CHUNKED).sending(chunk(content)).wire());
            wire.endSending();
            Answer answer = wire.answer();
            assertThat(answer.status()).isLessThan(500);
            assertThat(answer.text()).doesNotContain("\"stored\":true");
        }
    }

    @Test
    @BeyondTheReference("never answers")
    void twoDifferentLengthsAreRefused() {
        Request request = upload().with("Content-Length: 1200")
                .with("Content-Length: 1300")
                .sending(content);
        assertThat(api.ask(request).status()).isIn(400, Answer.NONE);
        isAbsent();
    }

    @Test
    void aBadChunkSizeStoresNothing() {
        Answer answer = api.ask(upload().with(Request.CHUNKED).sending(bytes("zz\r\nhello\r\n0\r\n\r\n")));
        assertThat(answer.status()).isIn(200, 400, Answer.NONE);
        assertThat(answer.text()).doesNotContain("\"stored\":true");
        isAbsent();
    }

    @Test
    void theConnectionStaysUsableAfterARefusal() {
        try (Wire wire = Wire.to(api.server().port())) {
            wire.send(upload().length(new byte[content.length]).wire());
            assertThat(wire.answer().text()).isEqualTo(NOT_STORED);
            wire.send(upload().length(content).wire());
            assertThat(wire.answer().text()).isEqualTo(STORED);
        }
    }

    @ParameterizedTest(name = "{0}: stored {1}")
    @CsvSource({
        "SHA256--HASH, true",
        "SHA256-s1200--HASH, true",
        "SHA256-s1200-m1--HASH, true",
        "SHA256E-s1200--HASH.tar.gz, true",
        "SHA256E-s1200--HASH, true",
        "SHA256-s1200--nohash, false",
        "SHA256--0000, false",
        "SHA512-s1200--HASH, false",
        "WORM-s1200-m1--size-ok, true",
        "WORM-s1201-m1--size-wrong, false",
        "WORM-m1--no-size, true",
        "URL-s1200--http&c%%example.com%size-ok, true",
        "URL-s1--http&c%%example.com%size-wrong, false",
        "URL--http&c%%example.com%no-size, true",
        "FOO-s1200--unknown-ok, true",
        "FOO-s1--unknown-wrong, false",
        "XFOO-s1200--external-ok, true"
    })
    void contentIsCheckedByWhatTheKeySays(String form, boolean stored) {
        key = form.replace("HASH", key.replaceAll(".*--", ""));
        Answer answer = api.ask(upload().length(content));
        if (stored) {
            isStored(answer);
        } else {
            isNotStored(answer);
        }
    }

    @Test
    @BeyondTheReference("goes by the hash alone, and git-annex fsck complains of the size afterwards")
    void theSizeInTheKeyMustBeRightToo() {
        key = "SHA256-s1201--" + key.replaceAll(".*--", "");
        isNotStored(api.ask(upload().length(content)));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "a/b",
                "../../../../x",
                "..",
                ".",
                "a b",
                "a+b",
                "a&b",
                "a%b",
                "%2F",
                "a:b",
                "a\\b",
                "tab\t",
                "\u00e9\u00ff",
                "\u00c3\u00a9",
                "[x]",
                "-x",
                "--",
                "a;b",
                "a?b#c",
                "\"quoted\"",
                "*",
                "~",
                "$HOME",
                "CON"
            })
    void keysOfAnyBytesArePlacedWhereGitAnnexLooks(String name) throws IOException {
        key = "WORM-s1200-m" + (Integer.MAX_VALUE & name.hashCode()) + "--" + name;
        String wire = Keys.bracketed(key);
        Answer put = api.ask(Request.put(api.path() + "/v4/put?key=" + wire + "&" + AnnexApi.CLIENT, content));
        assertThat(put.text()).as(put.toString()).isEqualTo(STORED);
        assertThat(api.ask(Request.get(api.path() + "/key/" + wire)).body()).isEqualTo(content);

        String shellKey = "\"$(printf '%b' '" + octal(key) + "')\"";
        Ran location = bench.machine()
                .shell(
                        bench.repository().folder(),
                        "git -c core.quotePath=false annex contentlocation " + shellKey + " | base64 -w0")
                .ok();
        byte[] path = Base64.getDecoder().decode(location.line());
        String cat = "cat \"$(printf '%b' '" + octal(new String(path, ISO_8859_1).replaceAll("\n$", ""))
                + "')\" | base64 -w0";
        Ran read = bench.machine().shell(bench.repository().folder(), cat).ok();
        assertThat(Base64.getDecoder().decode(read.line())).isEqualTo(content);
    }

    @Test
    @BeyondTheReference("stores it, and no git-annex can commit in that repository any more")
    void aKeyWithALineEndDoesNotBreakTheRepositoryForGitAnnex() throws IOException {
        String wire = Keys.bracketed("WORM-s1200-m1--line\nend");
        Answer put = api.ask(Request.put(api.path() + "/v4/put?key=" + wire + "&" + AnnexApi.CLIENT, content));
        assertThat(put.status()).as(put.toString()).isIn(200, 400);
        gitAnnexStores("WORM-s1200-m1--after-the-line-end");
    }

    private void gitAnnexStores(String name) throws IOException {
        Path file = bench.folder().resolve("real");
        Files.write(file, content);
        bench.repository().annex("setkey", name, file.toString()).ok();
    }

    private static String octal(String byteText) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : byteText.getBytes(ISO_8859_1)) {
            escaped.append("\\0").append(Integer.toOctalString(b & 0xff));
        }
        return escaped.toString();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"NUL", "300 bytes", "10000 bytes"})
    @BeyondTheReference("500: thread blocked indefinitely in an STM transaction")
    void keysThatCanBeNoFileAreNotStored(String kind) {
        key = "WORM-s1200-m1--"
                + switch (kind) {
                    case "NUL" -> "a\0b";
                    case "300 bytes" -> "k".repeat(300);
                    default -> "k".repeat(10_000);
                };
        Answer answer = api.ask(upload().length(content));
        assertThat(answer.status()).as(answer.toString()).isIn(200, 400, 413, 414, 431);
        assertThat(answer.text()).doesNotContain("\"stored\":true");
    }

    @Test
    void objectsHaveTheModesThatGitAnnexGives() throws IOException {
        isStored(api.ask(upload().length(content)));
        gitAnnexStores("WORM-s1200-m1--by-git-annex");

        Path ours = bench.repository().objects().get(key);
        Path theirs = bench.repository().objects().get("WORM-s1200-m1--by-git-annex");
        assertThat(modes(ours)).isEqualTo(modes(theirs));
        assertThat(modes(ours.getParent())).isEqualTo(modes(theirs.getParent()));
        assertThat(ours.getNameCount()).isEqualTo(theirs.getNameCount());
    }

    private static Set<PosixFilePermission> modes(Path path) throws IOException {
        return Files.getPosixFilePermissions(path);
    }

    @ParameterizedTest(name = "associatedfile={0}")
    @ValueSource(strings = {"a%20b", "[YSBi]", "x/../../y", "[_w==]", "%00", ""})
    void theAssociatedFileIsForInformationOnly(String file) {
        List<String> before = bench.repository().tree();
        Answer answer = api.ask(Request.put(api.target("v4", "put", key, "&associatedfile=" + file), content));
        isStored(answer);
        assertThat(bench.repository().tree().stream().filter(path -> !before.contains(path)))
                .allMatch(path -> path.contains(key)
                        || path.startsWith("annex/")
                        || path.startsWith("refs/")
                        || path.startsWith("objects/")
                        || path.startsWith("logs/"));
    }

    @Test
    void dataPresentAnswersForWhatIsThere() {
        String target = api.target("v4", "put", key, "&data-present=true");
        isNotStored(api.ask(Request.post(target).declaring(content.length)));
        isStored(api.ask(upload().length(content)));
        assertThat(api.ask(Request.post(target).declaring(content.length)).text())
                .isEqualTo(STORED);
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource({"true, v3", "true, v0", "false, v4", "False, v4", "FALSE, v3"})
    void dataPresentCountsInVersion4Only(String value, String version) {
        String target = api.target(version, "put", key, "&data-present=" + value);
        assertThat(api.ask(Request.put(target, content)).text()).contains("\"stored\":true");
        assertThat(api.get(key).body()).isEqualTo(content);
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(content, from, to);
    }
}
