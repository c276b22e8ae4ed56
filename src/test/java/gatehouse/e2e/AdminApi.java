// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The API for administrators, asked by the holder of the token in the server's data folder. */
record AdminApi(ServerUnderTest server, Path data) {
    static AdminApi of(Bench bench) {
        return new AdminApi(bench.server(), bench.folder().resolve("data"));
    }

    /** @param path below {@code /api/} */
    Answer ask(String method, String path) {
        return Wire.ask(server.port(), request(method, path));
    }

    Answer ask(String method, String path, JsonObject body) {
        return ask(method, path, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    Answer ask(String method, String path, byte[] body) {
        return Wire.ask(server.port(), request(method, path).with(Request.JSON).length(body));
    }

    JsonObject get(String path) {
        Answer answer = ask("GET", path);
        assertThat(answer.status()).as(path + ": " + answer).isEqualTo(200);
        try (JsonReader reader =
                Json.createReader(new StringReader(new String(answer.body(), StandardCharsets.UTF_8)))) {
            return reader.readObject();
        }
    }

    /** Changes something, with success. */
    void put(String path, JsonObject body) {
        Answer answer = ask("PUT", path, body);
        assertThat(answer.status()).as(path + " " + body + ": " + answer).isEqualTo(204);
    }

    void put(String path) {
        Answer answer = ask("PUT", path);
        assertThat(answer.status()).as(path + ": " + answer).isEqualTo(204);
    }

    void delete(String path) {
        Answer answer = ask("DELETE", path);
        assertThat(answer.status()).as(path + ": " + answer).isEqualTo(204);
    }

    private Request request(String method, String path) {
        try {
            String token = Files.readString(data.resolve("admin-token")).strip();
            return Request.of(method, "/api/" + path).with("Authorization: Bearer " + token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
