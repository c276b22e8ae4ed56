// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.p2p.Peer;
import gatehouse.remote.http.AnnexUrl;
import gatehouse.remote.http.HttpLimits;
import gatehouse.remote.http.HttpPeer;
import gatehouse.remote.http.HttpRemote;
import gatehouse.repository.Uuid;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.function.Function;

/**
 * With what remotes are spoken to.
 *
 * @param client stays its owner's
 * @param credentials for a server
 */
public record Connecting(
        ServedHere here,
        HttpClient client,
        Function<AnnexUrl, Optional<HttpRemote.Credentials>> credentials,
        GuardLimits limits,
        Clocks clocks) {

    /** Empty for an address that there is no way to. */
    Optional<GuardedPeer> connect(Target target) {
        return peers(target)
                .map(peers -> new GuardedPeer(
                        new GuardedPeer.Source(
                                target.uuid(), !(target.address() instanceof Address.Served), target.writable(), peers),
                        new Guard(limits, clocks)));
    }

    /** @param hub who asks */
    record Target(Uuid hub, Uuid uuid, Address address, boolean writable) {}

    private Optional<GuardedPeer.Peers> peers(Target target) {
        return switch (target.address()) {
            case Address.Served served -> Optional.of(new Local(here, served.uuid()));
            case Address.AnnexHttp http -> Optional.of(new Lasting(http(http.url(), target)));
            case Address.Unsupported unsupported -> Optional.empty();
        };
    }

    private Peer http(AnnexUrl url, Target target) {
        HttpRemote remote = new HttpRemote(url, target.uuid(), target.hub(), credentials.apply(url));
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

    /** A peer that keeps nothing open. */
    private record Lasting(Peer peer) implements GuardedPeer.Peers {
        @Override
        public void close() {
            // The client closes what is idle.
        }
    }
}
