// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requests of the protocol for one repository of a server, as a client sends them. */
record AnnexApi(ServerUnderTest server, String uuid) {
    static final String CLIENT = "clientuuid=11111111-2222-3333-4444-555555555555";
    private static final Pattern LOCK = Pattern.compile("\"lockid\":\"([^\"]+)\"");
    private static final Pattern NUMBER = Pattern.compile("\"(?:timestamp|offset)\":(\\d+)");

    String path() {
        return "/git-annex/" + uuid;
    }

    /** The target of a request about a key, in the version given, with {@code &name=value} parameters appended. */
    String target(String version, String request, String key, String parameters) {
        return path() + "/" + version + "/" + request + "?key=" + Keys.percentEncoded(key) + "&" + CLIENT + parameters;
    }

    Answer ask(Request request) {
        return Wire.ask(server.port(), request);
    }

    Answer post(String request, String key) {
        return ask(Request.post(target("v4", request, key, "")));
    }

    Answer put(String key, byte[] content) {
        return ask(Request.put(target("v4", "put", key, ""), content));
    }

    Answer get(String key) {
        return ask(Request.get(path() + "/v4/key/" + Keys.percentEncoded(key) + "?" + CLIENT));
    }

    /** Whether a download gives nothing: 404, or with git-annex's own server an empty body. */
    boolean isNowhere(String key) {
        Answer answer = get(key);
        return ServerUnderTest.isReference() ? answer.body().length == 0 : answer.status() == 404;
    }

    boolean isPresent(String key) {
        String answer = post("checkpresent", key).text();
        return switch (answer) {
            case "{\"present\":true}" -> true;
            case "{\"present\":false}" -> false;
            default -> throw new AssertionError("checkpresent of " + key + ": " + answer);
        };
    }

    long putOffset(String key) {
        return number(post("putoffset", key));
    }

    long timestamp() {
        return number(ask(Request.post(path() + "/v4/gettimestamp?" + CLIENT)));
    }

    /** The id of a new lock on a key that is present. */
    String lock(String key) {
        Answer answer = post("lockcontent", key);
        Matcher id = LOCK.matcher(answer.text());
        if (!id.find()) {
            throw new AssertionError("not locked: " + answer);
        }
        return id.group(1);
    }

    /** Unlocks at once. */
    Answer unlock(String lockId) {
        byte[] body = Request.bytes("{\"unlock\":true}");
        return ask(Request.of("POST", keepLocked(lockId)).with(Request.JSON).length(body));
    }

    String keepLocked(String lockId) {
        return path() + "/v4/keeplocked?lockid=" + lockId + "&" + CLIENT;
    }

    private static long number(Answer answer) {
        Matcher number = NUMBER.matcher(answer.text());
        if (!number.find()) {
            throw new AssertionError("no number in " + answer);
        }
        return Long.parseLong(number.group(1));
    }
}
