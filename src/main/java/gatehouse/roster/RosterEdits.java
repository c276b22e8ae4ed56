// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.roster;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.ConfigEdit;
import gatehouse.repository.ConfigSetting;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.GitRemote;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/**
 * What a change does to the git config. Each method throws FailureException for what cannot be done, before anything
 * is. Source: Command/InitCluster.hs, Command/ExtendCluster.hs; doc/git-annex-updatecluster.mdwn.
 */
final class RosterEdits {
    private static final String CLUSTER_NODE = "annex-cluster-node";
    private static final String CLUSTER_GATEWAY = "annex-cluster-gateway";
    private static final String PROXY = "annex-proxy";

    private final GatewayConfig config;
    private final RosterLogs logs;
    private final Uuid here;
    private final Neighbours neighbours;

    RosterEdits(Uuid here, GatewayConfig config, RosterLogs logs, Neighbours neighbours) {
        this.here = here;
        this.config = config;
        this.logs = logs;
        this.neighbours = neighbours;
    }

    /** As git reads its name back: what follows the last dot is in lower case. */
    static RemoteName readBack(RemoteName cluster) {
        int dot = cluster.text().lastIndexOf('.') + 1;
        return new RemoteName(
                cluster.text().substring(0, dot) + cluster.text().substring(dot).toLowerCase(Locale.ROOT));
    }

    List<ConfigEdit> init(RemoteName cluster, ClusterUuid uuid) {
        ConfigSetting setting = setting(cluster);
        if (config.clusters().containsKey(readBack(cluster))) {
            throw conflict("there is a cluster of that name already");
        }
        return List.of(new ConfigEdit.Set(setting, uuid.uuid().text()));
    }

    List<ConfigEdit> extend(RosterChange.ExtendCluster change) {
        AnnexRemote through = listed(change.gateway() + "-" + change.cluster())
                .orElseThrow(() -> missing("no remote answers for that cluster: fetch from the gateway, or update the"
                        + " cluster there first"));
        ClusterUuid uuid =
                through.uuid().flatMap(ClusterUuid::of).orElseThrow(() -> conflict("what answers is no cluster"));
        GitRemote gateway = config.remote(change.gateway()).orElseThrow(() -> missing("there is no such remote"));
        List<ConfigEdit> edits = new ArrayList<>();
        ClusterUuid known = config.clusters().get(readBack(change.cluster()));
        if (known == null) {
            edits.add(new ConfigEdit.Set(setting(change.cluster()), uuid.uuid().text()));
        } else if (!known.equals(uuid)) {
            throw conflict("there is another cluster of that name here");
        }
        SequencedSet<String> clusters = words(gateway, CLUSTER_GATEWAY);
        clusters.add(uuid.uuid().text());
        edits.add(set(gateway.name(), CLUSTER_GATEWAY, String.join(" ", clusters)));
        return edits;
    }

    List<ConfigEdit> add(RosterChange.AddNode change) {
        RemoteName cluster = ours(change.cluster());
        Optional<GitRemote> remote = node(change.node());
        if (remote.isPresent()) {
            requireFit(remote.get());
            SequencedSet<String> clusters = words(remote.get(), CLUSTER_NODE);
            clusters.add(cluster.text());
            return List.of(set(remote.get().name(), CLUSTER_NODE, String.join(" ", clusters)));
        }
        Neighbours.Neighbour neighbour = neighbour(change.node());
        if (neighbour.uuid().equals(here)) {
            throw conflict("a gateway is no node of its cluster");
        }
        String name = remoteName(neighbour);
        if (config.remote(name).isPresent()) {
            throw conflict("another remote has the name " + name + ": add one for the repository by another name");
        }
        return List.of(
                set(name, "url", neighbour.path()),
                set(name, "fetch", "+refs/heads/*:refs/remotes/" + name + "/*"),
                set(name, "annex-uuid", neighbour.uuid().text()),
                set(name, CLUSTER_NODE, cluster.text()));
    }

    List<ConfigEdit> remove(RosterChange.RemoveNode change) {
        RemoteName cluster = ours(change.cluster());
        GitRemote remote = node(change.node()).orElseThrow(() -> missing("there is no such node"));
        SequencedSet<String> clusters = words(remote, CLUSTER_NODE);
        if (!clusters.remove(cluster.text())) {
            throw missing("there is no such node");
        }
        return List.of(
                clusters.isEmpty()
                        ? new ConfigEdit.Unset(new ConfigSetting("remote", remote.name(), CLUSTER_NODE))
                        : set(remote.name(), CLUSTER_NODE, String.join(" ", clusters)));
    }

    List<ConfigEdit> proxy(String name) {
        GitRemote remote = configured(name);
        requireFit(remote);
        return remote.proxied() ? List.of() : List.of(set(name, PROXY, "true"));
    }

    List<ConfigEdit> noProxy(String name) {
        return List.of(new ConfigEdit.Unset(
                new ConfigSetting("remote", configured(name).name(), PROXY)));
    }

    private static ConfigEdit set(String remote, String setting, String value) {
        return new ConfigEdit.Set(new ConfigSetting("remote", remote, setting), value);
    }

    private static ConfigSetting setting(RemoteName cluster) {
        return ConfigSetting.ofCluster(cluster)
                .orElseThrow(() -> new FailureException(new Failure.Malformed("git config cannot hold a cluster of that"
                        + " name: it, or what follows its last dot, begins with a letter and has only letters, digits"
                        + " and -")));
    }

    private RemoteName ours(RemoteName cluster) {
        return Optional.of(readBack(cluster))
                .filter(config.clusters()::containsKey)
                .orElseThrow(() -> missing("there is no cluster of that name here"));
    }

    /** The remote that is meant; empty where it is a repository of this server that is no remote yet. */
    private Optional<GitRemote> node(String name) {
        if (listed(name).isPresent()) {
            return config.remote(name);
        }
        return neighbours
                .find(name)
                .flatMap(neighbour -> config.remotes().stream()
                        .filter(remote -> remote.uuid().equals(Optional.of(neighbour.uuid())))
                        .filter(remote -> listed(remote.name()).isPresent())
                        .findFirst());
    }

    private Neighbours.Neighbour neighbour(String name) {
        return neighbours
                .find(name)
                .orElseThrow(() -> missing("neither a remote nor a repository of this server has that name"));
    }

    /** Source: Git/Remote.hs makeLegalName. */
    private static String remoteName(Neighbours.Neighbour neighbour) {
        StringBuilder legal = new StringBuilder();
        gatehouse.repository.FileSystemText.decode(neighbour.name().replace('/', '_'))
                .codePoints()
                .mapToObj(Character::toString)
                .map(gatehouse.repository.FileSystemText::encode)
                .filter(c -> RemoteName.of("a" + c).isPresent())
                .forEach(legal::append);
        return RemoteName.of(legal.toString().replaceFirst("^[-.]+", ""))
                .orElseThrow(() -> conflict("add a remote for it first: its name is not that of a remote"))
                .text();
    }

    private GitRemote configured(String name) {
        return listed(name)
                .flatMap(remote -> config.remote(name))
                .orElseThrow(() -> missing("there is no such remote in the git config"));
    }

    private void requireFit(GitRemote remote) {
        listed(remote.name()).flatMap(AnnexRemote::obstacle).ifPresent(reason -> {
            throw conflict("the remote cannot be answered for: " + reason);
        });
    }

    private Optional<AnnexRemote> listed(String name) {
        return AnnexRemote.listed(config, logs).stream()
                .filter(remote -> remote.name().equals(name))
                .findFirst();
    }

    private static SequencedSet<String> words(GitRemote remote, String setting) {
        SequencedSet<String> words = new LinkedHashSet<>(
                Arrays.asList(remote.settings().getOrDefault(setting, "").split("\\s+")));
        words.removeAll(Set.of(""));
        return words;
    }

    private static FailureException missing(String reason) {
        return new FailureException(new Failure.Missing(reason));
    }

    private static FailureException conflict(String reason) {
        return new FailureException(new Failure.Conflict(reason));
    }
}
