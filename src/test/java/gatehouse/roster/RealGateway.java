// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.roster;

import gatehouse.branch.AnnexBranches;
import gatehouse.branch.RealAnnex;
import gatehouse.git.LocalAnnex;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A repository in which both the real git-annex and we decide for whom it answers. */
final class RealGateway implements AutoCloseable {
    private static final Pattern CLUSTER = Pattern.compile("annex\\.cluster\\.([^=\\n]+)=(\\S+)");
    private static final Pattern TIMESTAMP = Pattern.compile("(?m)^[0-9.]+s |timestamp=[0-9.]+s");

    final RealAnnex annex;
    final RosterChanges changes;
    private final Uuid uuid;

    /** @param annex closed with this */
    RealGateway(RealAnnex annex) {
        this.annex = annex;
        this.uuid = annex.uuid();
        AnnexBranches alone = new AnnexBranches() {
            @Override
            public <R> Optional<R> with(Uuid repository, Use<R> use) throws IOException {
                return repository.equals(uuid) ? Optional.of(use.of(annex.branch())) : Optional.empty();
            }
        };
        this.changes = new RosterChanges(
                alone, new Folder(annex), () -> new Uuid(UUID.randomUUID().toString()), InstantSource.system());
    }

    /** The annexes that are in the same folder as the gateway. */
    private record Folder(RealAnnex gateway) implements Neighbours {
        private Path place(String name) {
            return gateway.top().resolveSibling(name);
        }

        @Override
        public Optional<Neighbour> find(String name) {
            Path place = place(name);
            return LocalAnnex.uuidAt(place, ".").map(uuid -> new Neighbour(uuid, name, place.toString()));
        }

        @Override
        public Optional<Uuid> uuidAt(Path gitDir, String path) {
            return LocalAnnex.uuidAt(gitDir.endsWith(".git") ? gitDir.resolve("..") : gitDir, path);
        }
    }

    List<RosterEvent> ours(RosterChange change) throws IOException {
        return changes.apply(uuid, change);
    }

    /** What git-annex said, as events in words. */
    SortedSet<String> theirs(String... command) {
        String said = annex.run(command);
        return said.lines()
                .map(line -> line.replaceFirst("^Started proxying for (.*)$", "begun $1")
                        .replaceFirst("^Stopped proxying for (.*)$", "ended $1")
                        .replaceFirst("^Added node (.*) to cluster: (.*)$", "added $1 $2")
                        .replaceFirst("^Removed node (.*) from cluster: (.*)$", "removed $1 $2"))
                .filter(line -> line.matches("(begun|ended|added|removed) .*"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static SortedSet<String> words(List<RosterEvent> events) {
        SortedSet<String> words = new TreeSet<>();
        for (RosterEvent event : events) {
            switch (event) {
                case RosterEvent.ProxyingBegun begun -> words.add("begun " + begun.remote());
                case RosterEvent.ProxyingEnded ended -> words.add("ended " + ended.remote());
                case RosterEvent.NodeAdded added -> words.add("added " + added.remote() + " " + added.cluster());
                case RosterEvent.NodeRemoved removed ->
                    words.add("removed " + removed.node() + " " + removed.cluster());
                case RosterEvent.ClusterKnown known -> {}
                case RosterEvent.Refused refused -> {}
            }
        }
        return words;
    }

    /** All that either has written, without times, and with names in place of the random UUIDs of clusters. */
    String written() {
        String config = annex.run("git", "config", "--list", "--local");
        StringBuilder all = new StringBuilder(sorted(config, "\n", "\n"));
        for (String file : List.of("cluster.log", "proxy.log", "uuid.log")) {
            all.append(file).append('\n');
            String text = annex.run("sh", "-c", "git show refs/heads/git-annex:" + file + " 2>/dev/null || true");
            all.append(TIMESTAMP.matcher(text).replaceAll(""));
        }
        Map<String, String> names = new TreeMap<>();
        Matcher cluster = CLUSTER.matcher(config);
        while (cluster.find()) {
            names.putIfAbsent(cluster.group(2), "<" + cluster.group(1) + ">");
        }
        String named = all.toString();
        for (Map.Entry<String, String> name : names.entrySet()) {
            named = named.replace(name.getKey(), name.getValue());
        }
        return named.lines().map(line -> sorted(line, " ", " ")).sorted().collect(Collectors.joining("\n"));
    }

    private static String sorted(String text, String separator, String joint) {
        return Arrays.stream(text.split(separator)).sorted().collect(Collectors.joining(joint));
    }

    String tip() {
        return annex.run("git", "rev-parse", "refs/heads/git-annex").strip();
    }

    @Override
    public void close() {
        annex.close();
    }
}
