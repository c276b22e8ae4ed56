// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.git.RepositoryDirectory;
import gatehouse.git.ServedRepository;
import gatehouse.p2p.Asking;
import gatehouse.p2p.Peer;
import gatehouse.remote.ServedHere;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which remotes are repositories of this server. */
final class ServedRemotes implements ServedHere {
    private static final String ANNEX = "annex+";
    private static final int ANNEX_PORT = 9417;
    private static final String GIT = "/git/";

    private final RepositoryDirectory directory;
    private final Served served;
    private final List<Authority> own;

    /** How what is served here is asked. */
    interface Served {
        Optional<Peer> peer(Uuid uuid);

        /** As {@link ServedHere#behind}. */
        Optional<Peer> behind(Uuid gateway, Uuid wanted, Asking asking);
    }

    private record Authority(String host, int port) {
        /** Empty for what is no url of a web server. */
        static Optional<Authority> of(String url) {
            boolean annex = url.startsWith(ANNEX);
            return uri(url).map(uri -> {
                boolean secure = uri.getScheme().equalsIgnoreCase("https");
                int usual = annex ? ANNEX_PORT : secure ? 443 : 80;
                return new Authority(uri.getHost().toLowerCase(Locale.ROOT), uri.getPort() < 0 ? usual : uri.getPort());
            });
        }
    }

    /** @param urls that this server is known by */
    ServedRemotes(RepositoryDirectory directory, Served served, Stream<String> urls) {
        this.directory = directory;
        this.served = served;
        this.own = urls.map(Authority::of).flatMap(Optional::stream).toList();
    }

    private static Optional<URI> uri(String url) {
        try {
            URI uri = new URI(url.startsWith(ANNEX) ? url.substring(ANNEX.length()) : url);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    @Override
    public Object state() {
        return directory.byUuid();
    }

    @Override
    public boolean isServed(Uuid uuid) {
        return directory.find(uuid).isPresent();
    }

    @Override
    public Optional<Peer> peer(Uuid uuid) {
        return served.peer(uuid);
    }

    @Override
    public Optional<Peer> behind(Uuid gateway, Uuid wanted, Asking asking) {
        return served.behind(gateway, wanted, asking);
    }

    @Override
    public boolean isOwn(String url) {
        return Authority.of(url).filter(own::contains).isPresent();
    }

    @Override
    public Optional<Uuid> at(Uuid hub, String url) {
        if (isOwn(url)) {
            return uri(url).map(URI::getPath)
                    .filter(path -> path.startsWith(GIT))
                    .flatMap(path -> directory.find(path.substring(GIT.length()).replaceAll("/+$", "")))
                    .map(ServedRepository::uuid);
        }
        return path(hub, url).flatMap(this::at);
    }

    /** Of a path or a {@code file:} url; a relative one is from the folder of the hub. */
    Optional<Path> path(Uuid hub, String url) {
        String text = new String(url.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        try {
            if (text.startsWith("file://")) {
                return Optional.of(Path.of(new URI(text)));
            }
            return directory.find(hub).map(served -> served.path().resolve(text));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<Uuid> at(Path path) {
        List<Path> places = Stream.of(path, path.resolve(".git"), Path.of(path + ".git"))
                .flatMap(place -> real(place).stream())
                .toList();
        return directory.all().stream()
                .filter(served ->
                        real(served.config().gitDir()).filter(places::contains).isPresent())
                .findFirst()
                .map(ServedRepository::uuid);
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
