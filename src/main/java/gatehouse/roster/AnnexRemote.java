// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.roster;

import gatehouse.branch.log.ProxyLog.Proxied;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.GitRemote;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A remote as git-annex has it: one of the git config, or one that another remote answers for. Source: Remote/List.hs,
 * Remote/Git.hs listProxied.
 *
 * @param name one char for each byte
 * @param kind where it comes from
 * @param proxied whether {@code annex-proxy} is set of it, or of the remote that answers for it
 * @param clusterNode empty where {@code annex-cluster-node} is not set
 * @param unfitExport whether only trees can be exported to it, and no content of annexes stored
 */
record AnnexRemote(
        String name,
        Optional<Uuid> uuid,
        Kind kind,
        boolean proxied,
        Optional<Set<RemoteName>> clusterNode,
        boolean unfitExport) {
    enum Kind {
        CONFIGURED,
        THROUGH_ANOTHER
    }

    /** A special remote has one of these. Source: the enumerate of each of Remote/*.hs. */
    private static final Set<String> SPECIAL = Set.of(
            "annex-adb",
            "annex-borgrepo",
            "annex-buprepo",
            "annex-compute",
            "annex-ddarrepo",
            "annex-directory",
            "annex-externaltype",
            "annex-glacier",
            "annex-hooktype",
            "annex-httpalso",
            "annex-mask",
            "annex-rclone",
            "annex-rsyncurl",
            "annex-s3",
            "annex-tahoe",
            "annex-web",
            "annex-webdav");

    AnnexRemote {
        clusterNode = clusterNode.map(Set::copyOf);
    }

    /** Those that others answer for are the first. */
    static List<AnnexRemote> listed(GatewayConfig config, RosterLogs logs) {
        List<AnnexRemote> configured = new ArrayList<>();
        List<AnnexRemote> through = new ArrayList<>();
        for (GitRemote remote : config.remotes()) {
            RemotePlace place = RemotePlace.of(remote);
            if (place != RemotePlace.NONE || special(remote)) {
                configured.add(configured(remote, logs));
            }
            if (place == RemotePlace.ELSEWHERE) {
                configUuid(remote)
                        .flatMap(uuid -> Optional.ofNullable(logs.proxied().get(uuid)))
                        .ifPresent(all ->
                                all.forEach(one -> through(remote, one, config).ifPresent(through::add)));
            }
        }
        through.addAll(configured);
        return List.copyOf(through);
    }

    private static boolean special(GitRemote remote) {
        return remote.settings().keySet().stream().anyMatch(SPECIAL::contains);
    }

    private static AnnexRemote configured(GitRemote remote, RosterLogs logs) {
        Map<String, String> settings = configUuid(remote)
                .flatMap(uuid -> Optional.ofNullable(logs.special().get(uuid)))
                .orElse(Map.of());
        return new AnnexRemote(
                remote.name(),
                remote.uuid(),
                Kind.CONFIGURED,
                remote.proxied(),
                remote.settings().containsKey("annex-cluster-node")
                        ? Optional.of(remote.clusterNode())
                        : Optional.empty(),
                special(remote) && yes(settings, "exporttree") && !yes(settings, "annexobjects"));
    }

    /** Empty where the git config says something of a remote of that name. */
    private static Optional<AnnexRemote> through(GitRemote gateway, Proxied proxied, GatewayConfig config) {
        String name = gateway.name() + "-" + proxied.name();
        if (config.remotes().stream().anyMatch(remote -> remote.name().equals(name))) {
            return Optional.empty();
        }
        Kind kind = gateway.uuid().isPresent() ? Kind.THROUGH_ANOTHER : Kind.CONFIGURED;
        return Optional.of(
                new AnnexRemote(name, Optional.of(proxied.uuid()), kind, gateway.proxied(), Optional.empty(), false));
    }

    private static Optional<Uuid> configUuid(GitRemote remote) {
        return Optional.ofNullable(remote.settings().get("annex-config-uuid"))
                .flatMap(Uuid::of)
                .or(remote::uuid);
    }

    private static boolean yes(Map<String, String> settings, String name) {
        return switch (settings.getOrDefault(name, "no")) {
            case "yes", "true" -> true;
            default -> false;
        };
    }

    /** Those of which the branch must not tell. Source: Types/GitConfig.hs annexPrivateRepos. */
    static boolean isPrivate(GatewayConfig config, Uuid uuid) {
        return config.remotes().stream()
                .anyMatch(remote ->
                        remote.isTrue("annex-private") && configUuid(remote).equals(Optional.of(uuid)));
    }

    /** Why it can neither be answered for nor be a node; empty when it can. Source: Command/UpdateProxy.hs. */
    Optional<String> obstacle() {
        if (RemoteName.of(name).isEmpty()) {
            return Optional.of("its name has more than letters, digits and _ - . or begins with - or .");
        }
        if (uuid.isEmpty()) {
            return Optional.of("it has no annex-uuid");
        }
        if (uuid.get().text().indexOf(':') >= 0) {
            return Optional.of("its annex-uuid has a colon");
        }
        if (unfitExport) {
            return Optional.of("it has exporttree=yes without annexobjects=yes, which git annex enableremote can set");
        }
        return Optional.empty();
    }
}
