// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.TrustLevel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Answered scenarios as a compressed text of lines with tabs between their parts, one char for each byte. A scenario is
 * a line for its settings, and then one for each node, group and file, by their first letter.
 */
final class ScenarioText {
    private ScenarioText() {}

    static void write(List<Answered> all, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        all.forEach(answered -> write(answered, text));
        try (OutputStream zipped = new GZIPOutputStream(out)) {
            zipped.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    static List<Answered> read(InputStream in) throws IOException {
        String text;
        try (InputStream unzipped = new GZIPInputStream(in)) {
            text = new String(unzipped.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        List<Reading> readings = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] parts = line.split("\t", -1);
            if (parts[0].equals("s")) {
                readings.add(new Reading(new Scenario.Settings(
                        Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Boolean.parseBoolean(parts[3]))));
            } else {
                readings.getLast().read(parts);
            }
        }
        return readings.stream().map(Reading::answered).toList();
    }

    private static void write(Answered answered, StringBuilder text) {
        Scenario scenario = answered.scenario();
        Scenario.Settings settings = scenario.settings();
        line(text, "s", settings.numCopies(), settings.fullPercent(), settings.rebalance());
        scenario.groupPreferred().forEach((group, expression) -> line(text, "g", group, expression));
        for (int i = 0; i < scenario.nodes().size(); i++) {
            Scenario.Node node = scenario.nodes().get(i);
            line(
                    text,
                    "n",
                    node.uuid(),
                    String.join(" ", node.groups()),
                    node.trust(),
                    node.preferred(),
                    node.required(),
                    node.preferredDir(),
                    node.maxSize(),
                    answered.wantGet().get(i),
                    answered.wantDrop().get(i));
        }
        for (Scenario.AnnexedFile file : scenario.files()) {
            List<Object> parts = new ArrayList<>(List.of(
                    "f",
                    file.key(),
                    file.name(),
                    String.join(
                            " ", file.locations().stream().map(String::valueOf).toList())));
            file.metadata().forEach((field, values) -> values.forEach(value -> parts.add(field + "=" + value)));
            line(text, parts.toArray());
        }
    }

    private static void line(StringBuilder text, Object... parts) {
        text.append(String.join("\t", Arrays.stream(parts).map(String::valueOf).toList()))
                .append('\n');
    }

    private static final class Reading {
        private final Scenario.Settings settings;
        private final Map<String, String> groupPreferred = new TreeMap<>();
        private final List<Scenario.Node> nodes = new ArrayList<>();
        private final List<Scenario.AnnexedFile> files = new ArrayList<>();
        private final List<String> wantGet = new ArrayList<>();
        private final List<String> wantDrop = new ArrayList<>();

        private Reading(Scenario.Settings settings) {
            this.settings = settings;
        }

        private void read(String[] parts) {
            switch (parts[0]) {
                case "g" -> groupPreferred.put(parts[1], parts[2]);
                case "n" -> {
                    nodes.add(new Scenario.Node(
                            parts[1],
                            words(parts[2]),
                            TrustLevel.valueOf(parts[3]),
                            parts[4],
                            parts[5],
                            parts[6],
                            Long.parseLong(parts[7])));
                    wantGet.add(parts[8]);
                    wantDrop.add(parts[9]);
                }
                case "f" ->
                    files.add(new Scenario.AnnexedFile(
                            parts[1],
                            parts[2],
                            words(parts[3]).stream().map(Integer::valueOf).toList(),
                            metadata(parts)));
                default -> throw new IllegalArgumentException(parts[0]);
            }
        }

        private Answered answered() {
            return new Answered(new Scenario(nodes, files, groupPreferred, settings), wantGet, wantDrop);
        }

        private static Map<String, List<String>> metadata(String[] parts) {
            Map<String, List<String>> metadata = new TreeMap<>();
            for (int i = 4; i < parts.length; i++) {
                int sign = parts[i].indexOf('=');
                metadata.computeIfAbsent(parts[i].substring(0, sign), none -> new ArrayList<>())
                        .add(parts[i].substring(sign + 1));
            }
            return metadata;
        }

        private static List<String> words(String text) {
            return text.isEmpty() ? List.of() : List.of(text.split(" "));
        }
    }
}
