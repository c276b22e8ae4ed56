// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A remote as a repository's git config has it. Source: Types/GitConfig.hs.
 *
 * @param name the subsection of {@code remote}, one char for each byte
 * @param uuid {@code annex-uuid}
 * @param settings all that is set of it, by name in lower case ({@code url}, {@code annex-cost}, {@code annexurl}), the
 *     last value where there are several, and {@code true} where git takes it for that without a value
 * @param clusterNode names of the clusters that it is to be a node of, {@code annex-cluster-node}
 * @param clusterGateway the clusters that it is a gateway to, {@code annex-cluster-gateway}
 */
public record GitRemote(
        String name,
        Optional<Uuid> uuid,
        Map<String, String> settings,
        Set<RemoteName> clusterNode,
        Set<ClusterUuid> clusterGateway) {
    public GitRemote {
        settings = Map.copyOf(settings);
        clusterNode = Set.copyOf(clusterNode);
        clusterGateway = Set.copyOf(clusterGateway);
    }

    public Optional<String> url() {
        return Optional.ofNullable(settings.get("url"));
    }

    /** Where git-annex speaks to it otherwise than git does. */
    public Optional<String> annexUrl() {
        return Optional.ofNullable(settings.get("annexurl"));
    }

    /** Whether the repository answers for it. */
    public boolean proxied() {
        return isTrue("annex-proxy");
    }

    /** Whether git-annex is not to use it. */
    public boolean ignored() {
        return isTrue("annex-ignore");
    }

    public boolean readOnly() {
        return isTrue("annex-readonly");
    }

    /** {@code annex-cost}; empty where it is not set, or no number. */
    public Optional<Double> cost() {
        try {
            return Optional.ofNullable(settings.get("annex-cost"))
                    .map(Double::valueOf)
                    .filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** As git reads a boolean; what is none is false. @param setting its name in lower case */
    public boolean isTrue(String setting) {
        String value = settings.getOrDefault(setting, "false").toLowerCase(Locale.ROOT);
        return switch (value) {
            case "true", "yes", "on" -> true;
            default -> value.matches("-?0*[1-9][0-9]*");
        };
    }
}
