// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the answers kept for {@link ParityTest}: {@code ParityAnswers FILE FIRST_SEED SCENARIOS NODES FILES}. Each
 * scenario is written to a repository of its own, by git fast-import: the links of the files and all logs. Then the
 * real git-annex finds for each node the files with {@code --want-get-by} and {@code --want-drop-by} it. What is kept
 * was made by git-annex 10.20261026 with the arguments {@code answers.gz 1 8 30 60}.
 */
public final class ParityAnswers {
    private ParityAnswers() {}

    public static void main(String[] args) throws Exception {
        long first = Long.parseLong(args[1]);
        Path folder = Files.createTempDirectory("parity");
        List<Answered> all = new ArrayList<>();
        for (long seed = first; seed < first + Integer.parseInt(args[2]); seed++) {
            Scenario scenario =
                    new ScenarioGenerator(seed).scenario(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
            Answered answered = Answered.byGitAnnex(folder.resolve(Long.toString(seed)), scenario);
            all.add(answered);
            List<String> differences = answered.differences();
            System.out.println("seed " + seed + ": " + answered.cases() + " cases, " + differences.size() + " differ");
            differences.stream().limit(3).forEach(System.out::println);
        }
        try (OutputStream out = Files.newOutputStream(Path.of(args[0]))) {
            ScenarioText.write(all, out);
        }
    }
}
