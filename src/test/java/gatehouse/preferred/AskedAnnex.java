// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.branch.RealAnnex;
import gatehouse.key.HashDir;
import gatehouse.key.Key;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A repository in which the real git-annex finds a scenario, written by {@code git fast-import}. */
final class AskedAnnex {
    private static final String TIME = "1700000000s";
    private final Path folder;
    private final Scenario scenario;

    /** Takes the folder, which is not to be there yet. */
    AskedAnnex(Path folder, Scenario scenario) {
        this.folder = folder;
        this.scenario = scenario;
        RealAnnex.run(folder.getParent(), "", "git", "init", "-q", "-b", "main", folder.toString());
        git("config", "user.name", "Test");
        git("config", "user.email", "test@localhost");
        git(
                "config",
                "annex.fullybalancedthreshhold",
                Integer.toString(scenario.settings().fullPercent()));
        StringBuilder stream = new StringBuilder();
        commit(stream, "refs/heads/main", links());
        commit(stream, "refs/heads/git-annex", logs());
        RealAnnex.run(folder, stream.toString(), "git", "fast-import", "--quiet");
        git("reset", "-q", "--hard");
        git("annex", "init", "-q", "asking");
    }

    /** The keys that the repository wants. */
    Set<String> wantGet(Scenario.Node node) {
        return find("--want-get-by=" + node.uuid());
    }

    /** The keys that need not stay in the repository. */
    Set<String> wantDrop(Scenario.Node node) {
        return find("--want-drop-by=" + node.uuid());
    }

    private Set<String> find(String option) {
        List<String> command = scenario.settings().rebalance()
                ? List.of("git", "annex", "find", "--format=${key}\\n", option, "--rebalance")
                : List.of("git", "annex", "find", "--format=${key}\\n", option);
        return new HashSet<>(RealAnnex.run(folder, "", command.toArray(String[]::new))
                .lines()
                .toList());
    }

    private void git(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        RealAnnex.run(folder, "", command);
    }

    private Map<String, String> links() {
        Map<String, String> links = new TreeMap<>();
        scenario.files()
                .forEach(file -> links.put(file.name(), ".git/annex/objects/" + new Key(file.key()).fileName()));
        return links;
    }

    private Map<String, String> logs() {
        Map<String, StringBuilder> logs = new TreeMap<>();
        for (Scenario.Node node : scenario.nodes()) {
            String uuid = node.uuid();
            line(logs, "uuid.log", uuid + " node timestamp=" + TIME);
            line(logs, "group.log", uuid + " " + String.join(" ", node.groups()) + " timestamp=" + TIME);
            line(logs, "trust.log", uuid + " " + "X0?1".charAt(node.trust().ordinal()) + " timestamp=" + TIME);
            if (!node.preferred().isEmpty()) {
                line(logs, "preferred-content.log", uuid + " " + node.preferred() + " timestamp=" + TIME);
            }
            if (!node.required().isEmpty()) {
                line(logs, "required-content.log", uuid + " " + node.required() + " timestamp=" + TIME);
            }
            if (!node.preferredDir().isEmpty()) {
                line(logs, "remote.log", uuid + " name=n preferreddir=" + node.preferredDir() + " timestamp=" + TIME);
            }
            if (node.maxSize() >= 0) {
                line(logs, "maxsize.log", TIME + " " + uuid + " " + node.maxSize());
            }
        }
        scenario.groupPreferred()
                .forEach((group, expression) ->
                        line(logs, "group-preferred-content.log", TIME + " " + group + " " + expression));
        line(logs, "numcopies.log", TIME + " " + scenario.settings().numCopies());
        scenario.files().forEach(file -> addLogs(logs, file));
        Map<String, String> texts = new TreeMap<>();
        logs.forEach((path, text) -> texts.put(path, text.toString()));
        return texts;
    }

    private void addLogs(Map<String, StringBuilder> logs, Scenario.AnnexedFile file) {
        Key key = new Key(file.key());
        String path = String.join("/", HashDir.lower(key, 2)) + "/" + key.fileName() + ".log";
        file.locations()
                .forEach(node -> line(
                        logs, path, TIME + " 1 " + scenario.nodes().get(node).uuid()));
        file.metadata().forEach((field, values) -> {
            StringBuilder text = new StringBuilder(TIME + " " + field);
            for (String value : values) {
                text.append(" +!")
                        .append(Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.ISO_8859_1)));
            }
            line(logs, path + ".met", text.toString());
        });
    }

    private static void line(Map<String, StringBuilder> logs, String path, String line) {
        logs.computeIfAbsent(path, none -> new StringBuilder()).append(line).append('\n');
    }

    private static void commit(StringBuilder stream, String ref, Map<String, String> files) {
        stream.append("commit ").append(ref).append("\ncommitter Test <test@localhost> 1700000000 +0000\ndata 0\n");
        String mode = ref.endsWith("main") ? "120000" : "100644";
        files.forEach((path, text) -> stream.append("M ")
                .append(mode)
                .append(" inline \"")
                .append(path.replace("\\", "\\\\"))
                .append("\"\ndata ")
                .append(text.length())
                .append('\n')
                .append(text)
                .append('\n'));
        stream.append('\n');
    }
}
