// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.key.Key;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.NumCopies;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Measures how fast it is decided who wants what: {@code PlacementSpeed SECONDS}. Prints a line for each kind of
 * expression, with tabs between what was measured, the server, and the number. Not a test: it judges nothing.
 */
public final class PlacementSpeed {
    private static final int REPOSITORIES = 1_000;

    private PlacementSpeed() {}

    public static void main(String[] args) {
        long seconds = Long.parseLong(args[0]);
        for (String group : List.of("client", "transfer", "smallarchive")) {
            double rate = rate("standard", group, seconds);
            System.out.printf("evaluations of the standard expression of %s, per s\tgatehouse\t%.0f%n", group, rate);
        }
        for (String term : List.of("balanced", "fullybalanced:2", "sizebalanced", "fullysizebalanced:2")) {
            double rate = rate(term.replaceFirst("^([a-z]+)", "$1=many"), "client", seconds);
            System.out.printf("%s among 1,000 repositories, us\tgatehouse\t%.1f%n", term, 1e6 / rate);
        }
    }

    private static double rate(String expression, String group, long seconds) {
        List<Uuid> repositories = new ArrayList<>();
        Map<Uuid, Set<Group>> groups = new HashMap<>();
        Map<Uuid, String> preferred = new HashMap<>();
        Map<Uuid, MaxSize> maxSizes = new HashMap<>();
        Map<Uuid, RepoSize> sizes = new HashMap<>();
        for (int i = 0; i < REPOSITORIES; i++) {
            Uuid uuid = new Uuid(new UUID(i * 0x9e3779b97f4a7c15L, i).toString());
            repositories.add(uuid);
            groups.put(uuid, Set.of(new Group("many"), new Group(i % 50 == 0 ? "archive" : group)));
            preferred.put(uuid, expression);
            maxSizes.put(uuid, new MaxSize(1_000_000_000));
            sizes.put(uuid, new RepoSize(i * 900_000L));
        }
        PreferredContent content = new PreferredContent(new Network(
                groups,
                Map.of(),
                new Expressions(preferred, Map.of(), Map.of()),
                new Balancing(maxSizes, Balancing.DEFAULT_FULL_THRESHHOLD, false),
                new NumCopies(2),
                Map.of(),
                Map.of()));
        List<Subject> subjects = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Set<Uuid> locations = Set.of(repositories.get(i), repositories.get((i + 7) % REPOSITORIES));
            subjects.add(Subject.of(new Key("SHA256E-s1048576--" + i + ".dat"), i % 3 == 0 ? locations : Set.of())
                    .named(i % 2 == 0 ? "archive/2020/photo" + i + ".jpg" : "photos/2020/photo" + i + ".jpg"));
        }
        Sizes known = Sizes.of(sizes);
        run(content, new Asked(repositories, subjects, known), seconds);
        return run(content, new Asked(repositories, subjects, known), seconds);
    }

    private record Asked(List<Uuid> repositories, List<Subject> subjects, Sizes sizes) {}

    /** Decisions in a second of one thread. */
    private static double run(PreferredContent content, Asked asked, long seconds) {
        long start = System.nanoTime();
        long count = 0;
        long wanted = 0;
        while (System.nanoTime() - start < seconds * 1_000_000_000L) {
            for (int i = 0; i < 100; i++) {
                int n = (int) (count++ % 997);
                Uuid repository = asked.repositories.get(n * 31 % REPOSITORIES);
                Verdict verdict = content.wantGet(repository, asked.subjects.get(n), asked.sizes);
                wanted += verdict.matches(false) ? 1 : 0;
            }
        }
        if (wanted > count) {
            throw new AssertionError();
        }
        return count * 1e9 / (System.nanoTime() - start);
    }
}
