// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.branch.AnnexedFile;
import gatehouse.key.Key;
import gatehouse.preferred.Balancing;
import gatehouse.preferred.Expressions;
import gatehouse.preferred.Network;
import gatehouse.preferred.Subject;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import gatehouse.repository.RepoSize;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Networks with content in them: the same for the same seed. */
final class RandomSituation {
    private static final List<String> EXPRESSIONS = List.of(
            "fullybalanced=disks",
            "fullybalanced=disks:2",
            "balanced=disks",
            "balanced=disks:2",
            "balanced=disks:lackingcopies",
            "sizebalanced=disks",
            "sizebalanced=disks:2",
            "fullysizebalanced=disks",
            "fullysizebalanced=disks:lackingcopies",
            "fullybalanced=archive",
            "sizebalanced=archive",
            "include=*.a",
            "exclude=*.a and balanced=disks",
            "copies=disks:1",
            "not copies=archive:1",
            "not copies=disks:2",
            "copies=2",
            "lackingcopies=1",
            "inallgroup=disks",
            "onlyingroup=archive or fullybalanced=archive",
            "largerthan=500 and sizebalanced=disks",
            "present",
            "anything",
            "nothing",
            "standard",
            "not present",
            "no such term");
    private static final List<String> BALANCED = List.of(
            "balanced=disks",
            "fullybalanced=disks:2",
            "fullybalanced=disks:3",
            "sizebalanced=disks",
            "sizebalanced=disks:2",
            "fullysizebalanced=disks:3");
    private static final List<String> GROUPS = List.of("disks", "disks", "disks", "archive", "client");

    private final Random random;
    private final List<Uuid> repositories = new ArrayList<>();
    final List<Annexed> contents = new ArrayList<>();
    final Situation situation;

    /** @param crowded whether all repositories share content by how full they are, and nearly are */
    RandomSituation(long seed, boolean crowded) {
        random = new Random(seed);
        int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            repositories.add(new Uuid(new UUID(random.nextLong(), random.nextLong()).toString()));
        }
        int keys = 1 + random.nextInt(50);
        for (int i = 0; i < keys; i++) {
            contents.add(content(i));
        }
        situation = crowded ? crowded() : situation();
    }

    private Annexed content(int number) {
        String size = random.nextInt(12) == 0 ? "" : "-s" + (1 + random.nextInt(1000));
        Key key = new Key("XTEST" + size + "--" + number + "x" + random.nextInt(1_000_000));
        List<AnnexedFile> files = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Optional<NumCopies> num =
                    random.nextInt(10) == 0 ? Optional.of(new NumCopies(1 + random.nextInt(3))) : Optional.empty();
            files.add(new AnnexedFile(number + "." + "ab".charAt(random.nextInt(2)), num, Optional.empty()));
        }
        Set<Uuid> locations = new HashSet<>();
        int chance = 1 + random.nextInt(repositories.size());
        for (Uuid uuid : repositories) {
            if (random.nextInt(repositories.size()) < chance) {
                locations.add(uuid);
            }
        }
        return new Annexed(key, files, locations, Subject.Details.NONE);
    }

    private Situation situation() {
        Map<Uuid, Set<Group>> groups = new HashMap<>();
        Map<Uuid, TrustLevel> trust = new HashMap<>();
        Map<Uuid, String> preferred = new HashMap<>();
        Map<Uuid, String> required = new HashMap<>();
        Map<Uuid, MaxSize> maxSizes = new HashMap<>();
        Map<Uuid, Limit> limits = new HashMap<>();
        SortedSet<Uuid> served = new TreeSet<>();
        long most = contents.size() * 700L;
        String common = one(EXPRESSIONS);
        for (Uuid uuid : repositories) {
            groups.put(uuid, Set.of(new Group(one(GROUPS))));
            trust.put(uuid, random.nextInt(3) > 0 ? TrustLevel.SEMITRUSTED : one(List.of(TrustLevel.values())));
            if (random.nextInt(8) > 0) {
                preferred.put(uuid, random.nextBoolean() ? common : expression());
            }
            if (random.nextInt(6) == 0) {
                required.put(uuid, expression());
            }
            if (random.nextInt(4) > 0) {
                MaxSize max = new MaxSize((long) (random.nextDouble() * most));
                maxSizes.put(uuid, max);
                limits.put(uuid, random.nextBoolean() ? new Limit.Hard(max) : new Limit.Advisory(max));
            }
            if (random.nextInt(6) > 0) {
                served.add(uuid);
            }
        }
        return new Situation(
                new Network(
                        groups,
                        trust,
                        new Expressions(preferred, required, Map.of()),
                        new Balancing(maxSizes, 0.5 + random.nextDouble() / 2, false),
                        new NumCopies(1 + random.nextInt(3)),
                        Map.of(),
                        Map.of()),
                new MinCopies(1 + random.nextInt(2)),
                served,
                limits,
                Simulated.sizes(contents, repositories));
    }

    private Situation crowded() {
        Map<Uuid, Set<Group>> groups = new HashMap<>();
        Map<Uuid, String> preferred = new HashMap<>();
        Map<Uuid, MaxSize> maxSizes = new HashMap<>();
        Map<Uuid, Limit> limits = new HashMap<>();
        String common = one(BALANCED);
        Map<Uuid, RepoSize> sizes = Simulated.sizes(contents, repositories);
        for (Uuid uuid : repositories) {
            groups.put(uuid, Set.of(new Group("disks")));
            preferred.put(uuid, common);
            MaxSize max = new MaxSize((long) (sizes.get(uuid).bytes() * (0.8 + random.nextDouble() / 2)));
            maxSizes.put(uuid, max);
            limits.put(uuid, random.nextBoolean() ? new Limit.Hard(max) : new Limit.Advisory(max));
        }
        return new Situation(
                new Network(
                        groups,
                        Map.of(),
                        new Expressions(preferred, Map.of(), Map.of()),
                        new Balancing(maxSizes, Balancing.DEFAULT_FULL_THRESHHOLD, false),
                        NumCopies.DEFAULT,
                        Map.of(),
                        Map.of()),
                MinCopies.DEFAULT,
                new TreeSet<>(repositories),
                limits,
                sizes);
    }

    private String expression() {
        return switch (random.nextInt(4)) {
            case 0 -> "(" + one(EXPRESSIONS) + ") or (" + one(EXPRESSIONS) + ")";
            case 1 -> "(" + one(EXPRESSIONS) + ") and (" + one(EXPRESSIONS) + ")";
            default -> one(EXPRESSIONS);
        };
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
