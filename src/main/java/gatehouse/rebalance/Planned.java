// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.branch.AnnexedFile;
import gatehouse.key.Key;
import gatehouse.placement.PlacementRules;
import gatehouse.preferred.PreferredContent;
import gatehouse.preferred.Subject;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import gatehouse.whereis.SizeChange;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A plan for what a repository knows of, with what it was made from.
 *
 * @param rules that were in force
 * @param preferred of the situation
 * @param files with a content, at the time of the plan
 */
public record Planned(
        PlacementRules rules,
        Situation situation,
        PreferredContent preferred,
        Plan plan,
        Function<Key, List<AnnexedFile>> files) {
    /**
     * Plans from what is known now.
     *
     * @param known which is left where it is, if the rules are still the same
     * @throws gatehouse.failure.FailureException Conflict when what is wanted does not settle
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     */
    static Planned now(Hub hub, Jobs.Restless known) throws IOException {
        hub.settle();
        PlacementRules rules = hub.rules();
        return hub.withContents(found -> {
            boolean detailed = rules.network().expressions().mayAskForDetails();
            Contents contents = each -> found.forEach((key, files, present) ->
                    each.accept(new Annexed(key, files, present, detailed ? hub.details(key) : Subject.Details.NONE)));
            Situation situation = situation(hub, rules, sizes(rules, contents));
            Set<Key> restless = known.rules().equals(situation.digest()) ? known.keys() : Set.of();
            Plan plan = Planner.plan(situation, contents, restless);
            return new Planned(rules, situation, new PreferredContent(situation.network()), plan, found::files);
        });
    }

    /** Whether what is configured now, and which repositories are served, is as it was. */
    boolean stillHolds(Hub hub) throws IOException {
        PlacementRules now = hub.rules();
        return now == rules || situation(hub, now, situation.sizes()).digest().equals(situation.digest());
    }

    Jobs.Restless restless() {
        return new Jobs.Restless(situation.digest(), plan.unsettled().restless());
    }

    private static Situation situation(Hub hub, PlacementRules rules, Map<Uuid, RepoSize> sizes) {
        SortedSet<Uuid> served = new TreeSet<>();
        Map<Uuid, Limit> limits = new HashMap<>();
        for (Uuid uuid : rules.locations()) {
            rules.maxSize(uuid).ifPresent(max -> limits.put(uuid, new Limit.Advisory(max)));
            if (ClusterUuid.of(uuid).isEmpty() && hub.peer(uuid).isPresent()) {
                served.add(uuid);
                if (hub.limit(uuid) instanceof Limit.Hard hard) {
                    limits.put(uuid, hard);
                }
            }
        }
        return new Situation(rules.network(), rules.minCopies(), served, limits, sizes);
    }

    /** By the contents themselves, so that they and the sizes are of one moment. */
    private static Map<Uuid, RepoSize> sizes(PlacementRules rules, Contents contents) throws IOException {
        Map<Uuid, Long> bytes = new HashMap<>();
        rules.locations().forEach(uuid -> bytes.put(uuid, 0L));
        contents.forEach(content ->
                content.locations().forEach(uuid -> bytes.merge(uuid, SizeChange.bytes(content.key()), Planned::sum)));
        Map<Uuid, RepoSize> sizes = new HashMap<>();
        bytes.forEach((uuid, sum) -> sizes.put(uuid, new RepoSize(sum)));
        return sizes;
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
