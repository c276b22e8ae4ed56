// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.AnnexBranches;
import gatehouse.git.LocalRepository;
import gatehouse.git.RepositoryDirectory;
import gatehouse.p2p.LockId;
import gatehouse.remote.Clocks;
import gatehouse.remote.ConfiguredRemotes;
import gatehouse.remote.Connecting;
import gatehouse.remote.GuardLimits;
import gatehouse.remote.http.AnnexUrl;
import gatehouse.remote.http.HttpRemote;
import gatehouse.remote.line.LinePeer;
import gatehouse.remote.local.LocalRemote;
import gatehouse.remote.ssh.SshConnections;
import gatehouse.remote.ssh.SshLimits;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The remotes of the served repositories, and what they are reached with. */
record RemoteWiring(ConfiguredRemotes remotes, ServedRemotes here, SshConnections ssh, OpenSsh openSsh)
        implements AutoCloseable {

    /** @param credentials with which this server signs in elsewhere */
    record Needs(
            RepositoryDirectory directory,
            AnnexBranches open,
            ServedRemotes.Served served,
            Peers.Parts shared,
            Threads threads,
            Supplier<LockId> lockIds,
            Function<AnnexUrl, Optional<HttpRemote.Credentials>> credentials) {}

    static RemoteWiring of(Configuration configuration, Needs needs) {
        ServedRemotes here = new ServedRemotes(
                needs.directory(),
                needs.served(),
                Stream.of(configuration.publicUrl(), configuration.ownUrl()).flatMap(Optional::stream));
        OpenSsh openSsh = new OpenSsh(home());
        SshConnections ssh =
                new SshConnections(openSsh, SshLimits.USUAL, needs.threads().background());
        Peers.Parts shared = needs.shared();
        Connecting connecting = new Connecting(
                here,
                (hub, path, expected) -> new LocalRepository(
                        here.path(hub, path).orElse(Path.of(".")),
                        expected,
                        shared.surroundings().clock()),
                new LocalRemote.Parts(
                        shared.surroundings(),
                        shared.locks(),
                        shared.bootClock(),
                        shared.surroundings().clock(),
                        needs.threads().commits()),
                ssh,
                new LinePeer.Surroundings(needs.threads().background(), needs.lockIds()),
                needs.threads().client(),
                needs.credentials(),
                GuardLimits.USUAL,
                new Clocks(shared.surroundings().clock(), System::nanoTime));
        return new RemoteWiring(new ConfiguredRemotes(needs.open(), connecting), here, ssh, openSsh);
    }

    /** As ssh itself looks for its files where the environment says nothing else. */
    private static Path home() {
        return Optional.ofNullable(System.getenv("HOME"))
                .filter(home -> !home.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home")));
    }

    @Override
    public void close() {
        remotes.close();
        ssh.close();
        openSsh.close();
    }
}
