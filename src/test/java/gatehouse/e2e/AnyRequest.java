// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Every kind of request of git-annex and of git, by its name, to one repository. */
record AnyRequest(ServerUnderTest server, ServedRepository repository) {
    static final List<String> NAMES = List.of(
            "key",
            "checkpresent",
            "gettimestamp",
            "putoffset",
            "put",
            "lockcontent",
            "keeplocked",
            "remove",
            "remove-before",
            "upload-pack",
            "receive-pack",
            "config");

    /**
     * @param credentials name and password, with a colon between
     * @param key what it is about, except of a put, which is of a key of its own
     */
    Answer ask(String name, String credentials, String key) {
        AnnexApi there = new AnnexApi(server, repository.uuid());
        byte[] content = Keys.content(new Random((name + credentials).hashCode()), 20);
        String git = "/git/" + repository.name();
        Request request = switch (name) {
            case "key" -> Request.get(there.path() + "/key/" + key);
            case "gettimestamp" -> Request.post(there.path() + "/v4/gettimestamp?" + AnnexApi.CLIENT);
            case "put" -> Request.put(there.target("v4", "put", Keys.sha256(content), ""), content);
            case "keeplocked" ->
                Request.of("POST", there.keepLocked("nosuch"))
                        .with(Request.JSON)
                        .length(Request.bytes("{\"unlock\":true}"));
            case "remove-before" -> Request.post(there.target("v4", name, key, "&timestamp=" + Integer.MAX_VALUE));
            case "upload-pack", "receive-pack" -> Request.get(git + "/info/refs?service=git-" + name);
            case "config" -> Request.get(git + "/config");
            default -> Request.post(there.target("v4", name, key, ""));
        };
        return there.ask(signed(credentials, request));
    }

    static Request signed(String credentials, Request request) {
        return request.with("Authorization: Basic " + Base64.getEncoder().encodeToString(Request.bytes(credentials)));
    }
}
