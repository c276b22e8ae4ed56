// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.key.Key;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.NumCopies;
import gatehouse.repository.RepoSize;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network of repositories and some files in it, of which to ask who wants them. Texts have one char for each byte.
 */
record Scenario(List<Node> nodes, List<AnnexedFile> files, Map<String, String> groupPreferred, Settings settings) {
    /** A repository. What is empty is not configured; {@code maxSize} below zero is none. */
    record Node(
            String uuid,
            List<String> groups,
            TrustLevel trust,
            String preferred,
            String required,
            String preferredDir,
            long maxSize) {}

    /** {@code locations} are numbers of nodes. */
    record AnnexedFile(String key, String name, List<Integer> locations, Map<String, List<String>> metadata) {}

    record Settings(int numCopies, int fullPercent, boolean rebalance) {}

    Network network() {
        Map<Uuid, Set<Group>> groups = new HashMap<>();
        Map<Uuid, TrustLevel> trust = new HashMap<>();
        Map<Uuid, String> preferred = new HashMap<>();
        Map<Uuid, String> required = new HashMap<>();
        Map<Uuid, String> dirs = new HashMap<>();
        Map<Uuid, MaxSize> maxSizes = new HashMap<>();
        for (Node node : nodes) {
            Uuid uuid = new Uuid(node.uuid);
            groups.put(uuid, Set.copyOf(node.groups.stream().map(Group::new).toList()));
            trust.put(uuid, node.trust);
            putUnlessEmpty(preferred, uuid, node.preferred);
            putUnlessEmpty(required, uuid, node.required);
            putUnlessEmpty(dirs, uuid, node.preferredDir);
            if (node.maxSize >= 0) {
                maxSizes.put(uuid, new MaxSize(node.maxSize));
            }
        }
        Map<Group, String> ofGroups = new HashMap<>();
        groupPreferred.forEach((group, expression) -> ofGroups.put(new Group(group), expression));
        return new Network(
                groups,
                trust,
                new Expressions(preferred, required, ofGroups),
                new Balancing(maxSizes, settings.fullPercent / 100.0, settings.rebalance),
                new NumCopies(settings.numCopies),
                dirs,
                Map.of());
    }

    /** The sums of what the files' keys say. */
    Sizes sizes() {
        Map<Uuid, RepoSize> sizes = new HashMap<>();
        nodes.forEach(node -> sizes.put(new Uuid(node.uuid), RepoSize.ZERO));
        for (AnnexedFile file : files) {
            long bytes = new Key(file.key).sizeBytes().orElse(0);
            for (int location : file.locations) {
                sizes.merge(uuid(location), new RepoSize(bytes), (a, b) -> new RepoSize(a.bytes() + b.bytes()));
            }
        }
        return Sizes.of(sizes);
    }

    Subject subject(AnnexedFile file) {
        Map<String, Set<String>> fields = new HashMap<>();
        file.metadata.forEach((field, values) -> fields.put(field, Set.copyOf(values)));
        return new Subject(
                new Key(file.key),
                Optional.of(file.name),
                Optional.empty(),
                Set.copyOf(file.locations.stream().map(this::uuid).toList()),
                new Subject.Details(new Metadata(fields), Set.of(), Set.of(), false));
    }

    private Uuid uuid(int node) {
        return new Uuid(nodes.get(node).uuid);
    }

    private static void putUnlessEmpty(Map<Uuid, String> map, Uuid uuid, String text) {
        if (!text.isEmpty()) {
            map.put(uuid, text);
        }
    }
}
