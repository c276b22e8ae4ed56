// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.Uuid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A scenario with the answers of git-annex. For each node there are two texts with a sign for each file: whether the
 * node wants to get it, and whether it wants to drop it.
 */
record Answered(Scenario scenario, List<String> wantGet, List<String> wantDrop) {
    /** Has the real git-annex answer, in a new folder. */
    static Answered byGitAnnex(Path folder, Scenario scenario) {
        AskedAnnex annex = new AskedAnnex(folder, scenario);
        List<String> wantGet = new ArrayList<>();
        List<String> wantDrop = new ArrayList<>();
        for (Scenario.Node node : scenario.nodes()) {
            wantGet.add(signs(scenario, annex.wantGet(node)));
            wantDrop.add(signs(scenario, annex.wantDrop(node)));
        }
        return new Answered(scenario, wantGet, wantDrop);
    }

    /** Everything in which our answers differ, with what there is to know about it. */
    List<String> differences() {
        PreferredContent content = new PreferredContent(scenario.network());
        Sizes sizes = scenario.sizes();
        List<String> differences = new ArrayList<>();
        for (int n = 0; n < scenario.nodes().size(); n++) {
            Scenario.Node node = scenario.nodes().get(n);
            Uuid uuid = new Uuid(node.uuid());
            for (int f = 0; f < scenario.files().size(); f++) {
                Scenario.AnnexedFile file = scenario.files().get(f);
                Subject subject = scenario.subject(file);
                Verdict get = content.wantGet(uuid, subject, sizes);
                if (get.matches(false) != (wantGet.get(n).charAt(f) == '1')) {
                    differences.add("get " + node + " " + file + " " + get);
                }
                boolean drop = content.wantDrop(uuid, subject, List.of(), sizes, false);
                if (drop != (wantDrop.get(n).charAt(f) == '1')) {
                    differences.add("drop " + node + " " + file + " " + content.wantKeep(uuid, subject, sizes));
                }
            }
        }
        return differences;
    }

    int cases() {
        return 2 * scenario.nodes().size() * scenario.files().size();
    }

    private static String signs(Scenario scenario, Set<String> keys) {
        return scenario.files().stream()
                .map(file -> keys.contains(file.key()) ? "1" : "0")
                .collect(Collectors.joining());
    }
}
