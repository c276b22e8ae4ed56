// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Requests made by a seeded generator: mostly well formed in one part and broken in others. */
final class Fuzz {
    private static final List<String> METHODS =
            List.of("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "get", "FOO", "PATCH");
    private static final List<String> REQUESTS = List.of(
            "key",
            "checkpresent",
            "put",
            "putoffset",
            "remove",
            "remove-before",
            "gettimestamp",
            "lockcontent",
            "keeplocked",
            "nosuch",
            "");
    private static final List<String> VERSIONS = List.of(
            "v4",
            "v4",
            "v4",
            "v3",
            "v2",
            "v1",
            "v0",
            "v5",
            "v",
            "V4",
            "4",
            "v-1",
            "v999999999999",
            "%76%34",
            "..",
            "v4;x=y");
    private static final List<String> NASTY = List.of(
            "",
            "..",
            ".",
            "../..",
            "%2e%2e",
            "%2e%2e%2f",
            "..%2f..%2f",
            "%00",
            "a%00b",
            "%",
            "%zz",
            "%FF",
            "%C3%28",
            "%C3%A9",
            "+",
            "%2B",
            "%20",
            "[",
            "]",
            "[]",
            "[Zm9v]",
            "[!!]",
            "[Zg",
            "[Zg==",
            "{}",
            "\\",
            "%5C",
            "%0A",
            "%0D%0A",
            ";",
            "a;b=c",
            "*",
            "'",
            "\"",
            "<x>",
            "%25%32%65",
            "-1",
            "0",
            "1",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999999999999999",
            "1e9",
            "NaN",
            "true",
            "null",
            "\u00ff\u00fe");
    private static final List<String> BACKENDS = List.of(
            "SHA256",
            "SHA256E",
            "WORM",
            "URL",
            "MD5",
            "XFOO",
            "FOO",
            "",
            "sha256",
            "GITBUNDLE",
            "VURL",
            "SHA3_512",
            "BLAKE2B160",
            "SKEIN256");
    private static final List<String> HEADERS = List.of(
            "X-git-annex-data-length: 4",
            "X-git-annex-data-length: -4",
            "X-git-annex-data-length: 99999999999999999999",
            "X-git-annex-data-length: x",
            "Content-Type: application/octet-stream",
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Type: application/x-www-form-urlencoded",
            "Accept: text/html",
            "Accept: ;;;",
            "Range: bytes=0-",
            "Range: bytes=5-1",
            "Range: bytes=-99999999999999999999",
            "Range: lines=1-2",
            "If-None-Match: \"x\"",
            "If-Match: *",
            "Expect: 200-maybe",
            "Authorization: Basic !!!",
            "Authorization: Digest x",
            "Cookie: JSESSIONID=../../x",
            "Connection: upgrade",
            "Upgrade: h2c",
            "X-Forwarded-For: %00",
            "X-Forwarded-Host: evil.example",
            "Forwarded: host=\"\r\n x",
            "Host: evil.example",
            "Content-Encoding: gzip",
            "Transfer-Encoding: gzip",
            "TE: trailers",
            ": empty",
            "No colon here",
            "X: \u0000",
            "Keep-Alive: timeout=-1");

    private final Random random;
    private final AnnexApi api;
    private final String present;

    Fuzz(Random random, AnnexApi api, String present) {
        this.random = random;
        this.api = api;
        this.present = present;
    }

    byte[] request() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<String> headers = new ArrayList<>(List.of("Host: 127.0.0.1"));
        byte[] body = body(headers);
        String method = chance(3) ? pick(METHODS) : body.length > 0 || chance(2) ? "POST" : "GET";
        for (int i = random.nextInt(3); i > 0; i--) {
            headers.add(chance(20) ? "X-Long: " + "h".repeat(1 << (8 + random.nextInt(9))) : pick(HEADERS));
        }
        all.writeBytes(
                Request.bytes(method + " " + target() + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n"));
        all.writeBytes(body);
        return chance(15) ? Arrays.copyOf(all.toByteArray(), 1 + random.nextInt(all.size())) : all.toByteArray();
    }

    private String target() {
        String uuid = chance(6) ? pick(NASTY) : api.uuid();
        StringBuilder target = new StringBuilder(chance(15) ? pick(NASTY) : "/git-annex/")
                .append(uuid)
                .append('/');
        if (!chance(8)) {
            target.append(pick(VERSIONS)).append('/');
        }
        String request = pick(REQUESTS);
        target.append(request);
        if (request.equals("key") || chance(15)) {
            target.append('/').append(key());
        }
        target.append('?');
        for (String name : List.of(
                "key", "clientuuid", "offset", "associatedfile", "bypass", "timestamp", "lockid", "data-present")) {
            boolean usual = name.equals("key") || name.equals("clientuuid");
            if (usual ? !chance(10) : chance(5)) {
                target.append('&').append(name).append('=').append(value(name));
            }
        }
        return target.toString().replace(" ", "%20").replace("\n", "%0A");
    }

    private String value(String name) {
        if (name.equals("key")) {
            return key();
        }
        return chance(2)
                ? pick(NASTY)
                : name.equals("clientuuid")
                        ? "11111111-2222-3333-4444-555555555555"
                        : String.valueOf(random.nextInt(100));
    }

    private String key() {
        return switch (random.nextInt(6)) {
            case 0 -> present;
            case 1 -> pick(NASTY);
            case 2 -> Keys.bracketed(new String(Keys.content(random, random.nextInt(60)), ISO_8859_1));
            case 3 ->
                Keys.bracketed(
                        pick(BACKENDS) + "-s4--" + new String(Keys.content(random, random.nextInt(60)), ISO_8859_1));
            case 4 -> pick(BACKENDS) + "-s" + pick(NASTY) + "--" + pick(NASTY) + (chance(10) ? "k".repeat(10_000) : "");
            default -> pick(BACKENDS) + "-s4--" + pick(NASTY) + pick(NASTY);
        };
    }

    /**
     * A body, with the headers that announce it, or misannounce it by little: a wait for what never comes is no crash.
     */
    private byte[] body(List<String> headers) {
        byte[] content = Keys.content(random, random.nextInt(2000));
        switch (random.nextInt(6)) {
            case 0 -> {
                headers.add("Content-Length: " + content.length);
                headers.add("X-git-annex-data-length: " + (content.length + random.nextInt(3) - 1));
                return content;
            }
            case 1 -> {
                headers.add(Request.CHUNKED);
                headers.add("X-git-annex-data-length: " + content.length);
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                all.writeBytes(Request.chunk(content));
                all.writeBytes(chance(2) ? Request.bytes("0\r\n\r\n") : Request.bytes("zz\r\n"));
                return all.toByteArray();
            }
            case 2 -> {
                headers.add(Request.CHUNKED);
                return Request.bytes(pick(List.of(
                        "-1\r\n",
                        "FFFFFFFFFFFFFFFFFFFF\r\nx",
                        "\r\n\r\n",
                        "1;" + "e".repeat(9000) + "\r\nx\r\n0\r\n\r\n",
                        "0\r\n" + "T: x\r\n".repeat(500) + "\r\n")));
            }
            case 3 -> {
                headers.add(
                        "Content-Length: " + pick(List.of("-1", "x", "4, 5", "99999999999999999999", "+4", "0x4", "")));
                return content;
            }
            default -> {
                headers.add("Content-Length: 0");
                return new byte[0];
            }
        }
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
