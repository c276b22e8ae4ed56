// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.p2p.Asking;
import gatehouse.p2p.Peer;
import gatehouse.remote.http.AnnexUrl;
import gatehouse.remote.http.HttpLimits;
import gatehouse.remote.http.HttpPeer;
import gatehouse.remote.http.HttpRemote;
import gatehouse.remote.line.LineLimits;
import gatehouse.remote.line.LinePeer;
import gatehouse.remote.local.LocalAnnex;
import gatehouse.remote.local.LocalRemote;
import gatehouse.remote.ssh.AnnexShell;
import gatehouse.remote.ssh.SshConnections;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * With what remotes are spoken to.
 *
 * @param locals finds the folders that are not served
 * @param ssh stays its owner's
 * @param client stays its owner's
 * @param credentials for a server
 */
public record Connecting(
        ServedHere here,
        LocalAnnexes locals,
        LocalRemote.Parts local,
        SshConnections ssh,
        LinePeer.Surroundings lines,
        HttpClient client,
        Function<AnnexUrl, Optional<HttpRemote.Credentials>> credentials,
        GuardLimits limits,
        Clocks clocks) {

    /** Finds git-annex repositories in folders. */
    public interface LocalAnnexes {
        /**
         * The repository in a folder, which need not be there now.
         *
         * @param path as a url of git's, a relative one from the folder of {@code hub}
         * @param expected the UUID that it is to have
         */
        LocalAnnex at(Uuid hub, String path, Uuid expected);
    }

    /** Empty for an address that there is no way to. */
    Optional<GuardedPeer> connect(Target target) {
        return peers(target)
                .map(peers -> new GuardedPeer(
                        new GuardedPeer.Source(target.uuid(), !target.isServed(), target.writable(), peers),
                        new Guard(limits, clocks)));
    }

    /**
     * @param hub who asks
     * @param uuid who is asked; where the address is that of a repository which answers for it, another one's
     */
    record Target(Uuid hub, Uuid uuid, Address address, boolean writable) {
        boolean isServed() {
            return address.equals(new Address.Served(uuid));
        }
    }

    private Optional<GuardedPeer.Peers> peers(Target target) {
        return switch (target.address()) {
            case Address.Served served ->
                Optional.of(
                        target.isServed()
                                ? new Local(here, served.uuid())
                                : new Behind(here, served.uuid(), target.uuid(), target.hub()));
            case Address.LocalPath folder -> Optional.of(folder(folder.path(), target));
            case Address.Ssh shell -> Optional.of(ssh(shell, target));
            case Address.AnnexHttp http -> Optional.of(new Lasting(http(http.url(), target)));
            case Address.Unsupported unsupported -> Optional.empty();
        };
    }

    private GuardedPeer.Peers folder(String path, Target target) {
        LocalRemote remote = new LocalRemote(target.uuid(), locals.at(target.hub(), path, target.uuid()), local);
        return new GuardedPeer.Peers() {
            @Override
            public Peer peer() throws IOException {
                return remote.peer();
            }

            @Override
            public void close() {
                remote.close();
            }
        };
    }

    private GuardedPeer.Peers ssh(Address.Ssh there, Target target) {
        AnnexShell shell = new AnnexShell(there.there(), there.shell(), target.hub(), target.uuid());
        LinePeer peer = new LinePeer(target.uuid(), () -> shell.begin(ssh), LineLimits.USUAL, lines);
        return new GuardedPeer.Peers() {
            @Override
            public Peer peer() {
                return peer;
            }

            @Override
            public void close() {
                peer.close();
            }
        };
    }

    private Peer http(AnnexUrl url, Target target) {
        HttpRemote remote = new HttpRemote(url, target.uuid(), target.hub(), () -> credentials.apply(url));
        return new HttpPeer(remote, client, HttpLimits.USUAL);
    }

    /** A repository of this server, as it is served at the time of asking. */
    private record Local(ServedHere here, Uuid uuid) implements GuardedPeer.Peers {
        @Override
        public Peer peer() {
            return here.peer(uuid)
                    .orElseThrow(() -> new FailureException(
                            new Failure.Missing("the remote is a repository that is not served any more")));
        }

        @Override
        public void close() {
            // It is the server's own.
        }
    }

    /** What a repository of this server answers for. */
    private record Behind(ServedHere here, Uuid gateway, Uuid wanted, Uuid hub) implements GuardedPeer.Peers {
        @Override
        public Peer peer() {
            return here.behind(gateway, wanted, new Asking(hub, Set.of()))
                    .orElseThrow(
                            () -> new FailureException(new Failure.Missing("the remote is not answered for any more")));
        }

        @Override
        public void close() {
            // It is the server's own.
        }
    }

    /** A peer that keeps nothing open. */
    private record Lasting(Peer peer) implements GuardedPeer.Peers {
        @Override
        public void close() {
            // The client closes what is idle.
        }
    }
}
