// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of a repository's git config says for whom it answers. Source: Types/GitConfig.hs.
 *
 * @param remotes in the order of the config
 * @param clusters {@code annex.cluster.NAME}, by the name
 * @param storingEverywhere clusters with {@code gatehouse.cluster.NAME.storeEverywhere}: what no node wants is stored
 *     on all of them, as git-annex does
 */
public record GatewayConfig(
        List<GitRemote> remotes, Map<RemoteName, ClusterUuid> clusters, Set<RemoteName> storingEverywhere) {
    public static final GatewayConfig NONE = new GatewayConfig(List.of(), Map.of(), Set.of());

    public GatewayConfig {
        remotes = List.copyOf(remotes);
        clusters = Map.copyOf(clusters);
        storingEverywhere = Set.copyOf(storingEverywhere);
    }

    public Optional<GitRemote> remote(String name) {
        return remotes.stream().filter(remote -> remote.name().equals(name)).findFirst();
    }
}
