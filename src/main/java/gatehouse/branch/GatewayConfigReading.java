// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.repository.ClusterUuid;
import gatehouse.repository.GatewayConfig;
import gatehouse.repository.GitRemote;
import gatehouse.repository.RemoteName;
import gatehouse.repository.Uuid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Config;

/** Reads a {@link GatewayConfig}. Of a config that has not changed, JGit gives what was read before. */
final class GatewayConfigReading implements Config.SectionParser<GatewayConfig> {
    static final GatewayConfigReading KEY = new GatewayConfigReading();

    private static final String REMOTE = "remote";
    private static final String ANNEX = "annex";
    private static final String OWN = "gatehouse";
    private static final String CLUSTER = "cluster.";

    private GatewayConfigReading() {}

    @Override
    public GatewayConfig parse(Config config) {
        List<GitRemote> remotes = new ArrayList<>();
        for (String name : config.getSubsections(REMOTE)) {
            remotes.add(remote(config, name));
        }
        return new GatewayConfig(remotes, clusters(config), storingEverywhere(config));
    }

    private static GitRemote remote(Config config, String name) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String setting : config.getNames(REMOTE, name)) {
            String value = config.getString(REMOTE, name, setting);
            settings.put(
                    setting.toLowerCase(Locale.ROOT),
                    value == null ? "" : Config.isMissing(value) ? "true" : bytes(value));
        }
        return new GitRemote(
                bytes(name),
                Optional.ofNullable(settings.get("annex-uuid")).flatMap(Uuid::of),
                settings,
                words(settings, "annex-cluster-node")
                        .map(RemoteName::of)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toUnmodifiableSet()),
                words(settings, "annex-cluster-gateway")
                        .map(Uuid::of)
                        .flatMap(Optional::stream)
                        .map(ClusterUuid::of)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** The name's dots belong to git's name of the section, and its last part to that of the setting. */
    private static Map<RemoteName, ClusterUuid> clusters(Config config) {
        Map<RemoteName, ClusterUuid> clusters = new LinkedHashMap<>();
        for (String section : config.getSubsections(ANNEX)) {
            String prefix = section + ".";
            if (prefix.startsWith(CLUSTER)) {
                for (String setting : config.getNames(ANNEX, section)) {
                    String name = bytes((prefix + setting.toLowerCase(Locale.ROOT)).substring(CLUSTER.length()));
                    Optional.ofNullable(config.getString(ANNEX, section, setting))
                            .flatMap(text -> Uuid.of(bytes(text)))
                            .flatMap(ClusterUuid::of)
                            .ifPresent(cluster -> RemoteName.of(name).ifPresent(legal -> clusters.put(legal, cluster)));
                }
            }
        }
        return clusters;
    }

    /** As {@code annex.cluster.NAME} has them, the names are in lower case. */
    private static Set<RemoteName> storingEverywhere(Config config) {
        return config.getSubsections(OWN).stream()
                .filter(section -> section.startsWith(CLUSTER))
                .filter(section -> config.getBoolean(OWN, section, "storeEverywhere", false))
                .flatMap(section -> RemoteName.of(bytes(section.substring(CLUSTER.length()))).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> words(Map<String, String> settings, String setting) {
        return Arrays.stream(settings.getOrDefault(setting, "").split("\\s+")).filter(word -> !word.isEmpty());
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
