// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.p2p.Peer;
import gatehouse.repository.GitRemote;
import gatehouse.repository.Uuid;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A remote of a served repository, as its git config has it now.
 *
 * @param git what the config says of it
 * @param uuid of the repository there; empty where nothing tells it
 * @param cost the cheapest first
 * @param peer empty for a remote that cannot be used. Its owner is the {@link Remotes} it came from: closed when the
 *     config does not have the remote any more
 * @param measured gives the state at the time of asking
 * @param gateway the remote that answers for this one, which the config then does not have itself
 */
public record Remote(
        GitRemote git,
        Optional<Uuid> uuid,
        double cost,
        Address address,
        Optional<Peer> peer,
        Supplier<RemoteState> measured,
        Optional<Gateway> gateway) {
    /**
     * A remote that answers for others.
     *
     * @param answersFor all that it says it does
     */
    public record Gateway(Uuid uuid, Set<Uuid> answersFor) {
        public Gateway {
            answersFor = Set.copyOf(answersFor);
        }
    }

    /** One char for each byte. */
    public String name() {
        return git.name();
    }

    /** Where it is, as it may be seen by others; empty where nothing is set. One char for each byte. */
    public String shownUrl() {
        return git.annexUrl().or(git::url).map(RemoteUrl::shown).orElse("");
    }

    public RemoteState state() {
        return measured.get();
    }
}
