// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The location logs that are committed to the git-annex branch of a repository; what is only in a journal is not here.
 *
 * @param logs by key, the lines
 */
record BranchContent(String uuid, Map<String, List<String>> logs) {
    static BranchContent of(ServedRepository repository) {
        Map<String, List<String>> logs = new HashMap<>();
        Ran found = repository.git("grep", "-z", "-e", "^[0-9]", "git-annex", "--", "*/*/*.log");
        for (String line : found.lines()) {
            String[] parts = line.split("\0", 2);
            String path = parts[0].replaceFirst("^git-annex:", "");
            String key = path.replaceFirst("^.*/", "").replaceFirst("\\.log$", "");
            logs.merge(key, List.of(parts[1]), BranchContent::joined);
        }
        return new BranchContent(repository.uuid(), logs);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** Whether the newest line about the repository itself says that it has the key. */
    boolean isHere(String key) {
        return logs.getOrDefault(key, List.of()).stream()
                .filter(line -> line.endsWith(" " + uuid))
                .map(line -> line.split(" "))
                .max((one, other) -> Double.compare(time(one), time(other)))
                .map(line -> Arrays.asList(line).get(1).equals("1"))
                .orElse(false);
    }

    /** Of how many keys it says that the repository has them. */
    long hereCount() {
        return logs.keySet().stream().filter(this::isHere).count();
    }

    /** Whether it says so of all {@code kept} and of none {@code removed}. */
    boolean recordsHere(Collection<String> kept, Collection<String> removed) {
        return kept.stream().allMatch(this::isHere) && removed.stream().noneMatch(this::isHere);
    }

    private static double time(String[] line) {
        return Double.parseDouble(line[0].replaceFirst("s$", ""));
    }
}
