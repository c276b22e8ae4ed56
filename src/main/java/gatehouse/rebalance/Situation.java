// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.preferred.Balancing;
import gatehouse.preferred.Network;
import gatehouse.repository.MinCopies;
import gatehouse.repository.RepoSize;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import gatehouse.size.Limit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a plan goes by, beside the content.
 *
 * @param network what is configured; it is asked as git-annex asks it with {@code --rebalance}
 * @param served the repositories that content can be copied to and from and dropped from; no others are changed
 * @param limits of repositories that have one
 * @param sizes of all repositories
 */
public record Situation(
        Network network,
        MinCopies minCopies,
        SortedSet<Uuid> served,
        Map<Uuid, Limit> limits,
        Map<Uuid, RepoSize> sizes) {
    public Situation {
        served = Collections.unmodifiableSortedSet(new TreeSet<>(served));
        limits = Map.copyOf(limits);
        sizes = Map.copyOf(sizes);
        network = rebalancing(network);
    }

    /** Tells situations apart in which content may be wanted elsewhere; how full repositories are does not count. */
    public String digest() {
        StringBuilder all = new StringBuilder();
        Stream.of(
                        new TreeMap<>(network.groups())
                                .entrySet().stream().map(of -> of.getKey() + "=" + new TreeSet<>(of.getValue())),
                        sorted(network.trust()),
                        sorted(network.expressions().preferred()),
                        sorted(network.expressions().required()),
                        sorted(network.expressions().ofGroups()),
                        sorted(network.balancing().maxSizes()),
                        sorted(limits),
                        Stream.of(network.balancing().fullThreshhold(), network.numCopies(), minCopies, served))
                .forEach(part -> part.forEach(line -> all.append(line).append('\n')));
        try {
            byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<?> sorted(Map<? extends Comparable<?>, ?> map) {
        return Stream.concat(new TreeMap<>(map).entrySet().stream(), Stream.of(""));
    }

    TrustLevel trust(Uuid uuid) {
        return network.trust().getOrDefault(uuid, TrustLevel.SEMITRUSTED);
    }

    /** Whether content may be put there and taken from there. */
    boolean usable(Uuid uuid) {
        return served.contains(uuid) && trust(uuid) != TrustLevel.DEAD;
    }

    /** From which of these places it can be copied. */
    Optional<Uuid> source(Set<Uuid> locations) {
        return served.stream()
                .filter(uuid -> locations.contains(uuid) && usable(uuid))
                .findFirst();
    }

    /**
     * Whether a drop elsewhere may rely on a copy there: it can be locked here, or the repository is trusted, so that
     * nobody needs to look. Source: Annex/NumCopies.hs verifiableCopies.
     */
    boolean reliable(Uuid uuid) {
        return switch (trust(uuid)) {
            case DEAD, UNTRUSTED -> false;
            case SEMITRUSTED -> served.contains(uuid);
            case TRUSTED -> true;
        };
    }

    private static Network rebalancing(Network network) {
        Balancing balancing = network.balancing();
        return new Network(
                network.groups(),
                network.trust(),
                network.expressions(),
                new Balancing(balancing.maxSizes(), balancing.fullThreshhold(), true),
                network.numCopies(),
                network.preferredDirs(),
                network.clustersOfNodes());
    }
}
