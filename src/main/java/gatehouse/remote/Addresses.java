// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.remote.http.AnnexUrl;
import gatehouse.remote.ssh.AnnexShell;
import gatehouse.remote.ssh.SshAddress;
import gatehouse.repository.GitRemote;
import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out where remotes are. Source: Git/Construct.hs, Git/Url.hs, Remote/List.hs, and the settings that each type of
 * special remote makes.
 */
final class Addresses {
    /** By the setting that tells that a remote is one. */
    private static final Map<String, String> SPECIAL = Map.ofEntries(
            Map.entry("annex-externaltype", "external"),
            Map.entry("annex-directory", "directory"),
            Map.entry("annex-rsyncurl", "rsync"),
            Map.entry("annex-s3", "S3"),
            Map.entry("annex-glacier", "glacier"),
            Map.entry("annex-webdav", "webdav"),
            Map.entry("annex-buprepo", "bup"),
            Map.entry("annex-borgrepo", "borg"),
            Map.entry("annex-ddarrepo", "ddar"),
            Map.entry("annex-tahoe", "tahoe"),
            Map.entry("annex-hooktype", "hook"),
            Map.entry("annex-androiddirectory", "adb"),
            Map.entry("annex-httpalso", "httpalso"),
            Map.entry("annex-gcrypt", "gcrypt"),
            Map.entry("annex-git-lfs", "git-lfs"),
            Map.entry("annex-compute", "compute"),
            Map.entry("annex-mask", "mask"),
            Map.entry("annex-bittorrent", "bittorrent"),
            Map.entry("annex-web", "web"));

    private final ServedHere here;

    Addresses(ServedHere here) {
        this.here = here;
    }

    /** @param uuid of the repository there, where it is known */
    record Found(Address address, Optional<Uuid> uuid) {}

    Found of(Uuid hub, GitRemote remote) {
        return served(hub, remote)
                .map(uuid -> new Found(new Address.Served(uuid), Optional.of(uuid)))
                .orElseGet(() -> new Found(elsewhere(remote), remote.uuid()));
    }

    /** A repository of this server: of what is ours, nothing goes through a network. */
    private Optional<Uuid> served(Uuid hub, GitRemote remote) {
        List<String> urls = Stream.of(remote.annexUrl(), remote.url())
                .flatMap(Optional::stream)
                .toList();
        if (remote.uuid().isPresent()) {
            Uuid uuid = remote.uuid().get();
            boolean ours = urls.stream().anyMatch(url -> GitUrl.isLocal(url) || here.isOwn(url));
            return here.isServed(uuid) && ours ? remote.uuid() : Optional.empty();
        }
        return urls.stream().flatMap(url -> here.at(hub, url).stream()).findFirst();
    }

    private static Address elsewhere(GitRemote remote) {
        Optional<String> special = SPECIAL.entrySet().stream()
                .filter(entry -> remote.settings().containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
        if (special.isPresent()) {
            return new Address.Unsupported("it is a special remote of type " + special.get());
        }
        return remote.annexUrl()
                .or(remote::url)
                .map(url -> of(remote, url))
                .orElseGet(() -> new Address.Unsupported("it has no url"));
    }

    private static Address of(GitRemote remote, String url) {
        Optional<AnnexUrl> annex = AnnexUrl.of(url);
        if (annex.isPresent()) {
            return new Address.AnnexHttp(annex.get());
        }
        if (GitUrl.isLocal(url)) {
            return new Address.LocalPath(url);
        }
        return switch (GitUrl.scheme(url)) {
            case "http", "https" -> new Address.Unsupported("its annexurl is not known, and its url is git's alone");
            case "ssh", "git+ssh", "ssh+git" -> ssh(remote, url);
            case "annex+http", "annex+https" -> new Address.Unsupported("its annexurl is none of a server");
            case String scheme -> new Address.Unsupported("there is no way to speak to an annex at a url of " + scheme);
        };
    }

    private static Address ssh(GitRemote remote, String url) {
        return SshAddress.of(url)
                .<Address>map(there ->
                        new Address.Ssh(there, remote.settings().getOrDefault("annex-shell", AnnexShell.USUAL)))
                .orElseGet(() -> new Address.Unsupported("its url is none of ssh"));
    }
}
