// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code answers.txt}: a request and what comes back.
 *
 * @param body exact; empty for "any" and for an error's line
 */
record Expectation(String text, String method, String target, List<String> headers, int status, Optional<String> body) {
    private static final Pattern LINE = Pattern.compile(
            "(?<method>\\S+) (?<target>\\S+)(?: \\{(?<headers>.*)\\})? => (?<ours>.*?)(?: \\[reference (?<reference>.*)\\])?");

    static List<Expectation> all() {
        try (InputStream input = Objects.requireNonNull(Expectation.class.getResourceAsStream("answers.txt"))) {
            String text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Expectation::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Expectation of(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException(line);
        }
        String headers = Objects.requireNonNullElse(parts.group("headers"), "");
        String reference = Objects.requireNonNullElse(parts.group("reference"), parts.group("ours"));
        String[] answer = (ServerUnderTest.isReference() ? reference : parts.group("ours")).split(" ", 2);
        int status = Integer.parseInt(answer[0]);
        String body = answer.length > 1 ? answer[1] : "";
        boolean any = body.equals("*") || status != 200;
        return new Expectation(
                line,
                parts.group("method"),
                parts.group("target"),
                headers.isEmpty() ? List.of() : Arrays.asList(headers.split("; ")),
                status,
                any ? Optional.empty() : Optional.of(body));
    }

    /** The request, with the names that begin with a dollar sign replaced. */
    Request request(Map<String, String> names) {
        String filled = target;
        for (Map.Entry<String, String> name : names.entrySet()) {
            filled = filled.replace(name.getKey(), name.getValue());
        }
        Request request = method.equals("POST") ? Request.post(filled) : Request.of(method, filled);
        for (String header : headers) {
            request = request.with(header);
        }
        return request;
    }

    @Override
    public String toString() {
        return text;
    }
}
