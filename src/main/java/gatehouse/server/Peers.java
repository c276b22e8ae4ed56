// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.git.RepositoryDirectory;
import gatehouse.git.ServedRepository;
import gatehouse.key.Key;
import gatehouse.object.ObjectStore;
import gatehouse.object.Surroundings;
import gatehouse.p2p.LocalPeer;
import gatehouse.p2p.LocationRecord;
import gatehouse.p2p.LockLedger;
import gatehouse.p2p.Peer;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Rights;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The served repositories as peers, each made when it is first asked for. Safe for use by many threads. */
final class Peers {
    private static final Logger LOG = Logger.getLogger(Peers.class.getName());

    private final RepositoryDirectory directory;
    private final Parts parts;
    private final Function<Uuid, List<Uuid>> hubs;
    private final ConcurrentMap<Uuid, Hosted> hosted = new ConcurrentHashMap<>();

    /** What all peers share. */
    record Parts(
            Surroundings surroundings,
            JournaledLocations.Parts locations,
            LockLedger locks,
            BootClock bootClock,
            Rights rights) {}

    private record Hosted(ServedRepository repository, ObjectStore objects, Peer peer) {}

    /** @param hubs those that answer for a repository now */
    Peers(RepositoryDirectory directory, Parts parts, Function<Uuid, List<Uuid>> hubs) {
        this.directory = directory;
        this.parts = parts;
        this.hubs = hubs;
    }

    Optional<Peer> peer(Uuid uuid) {
        return directory.find(uuid).map(repository -> hosted(repository).peer());
    }

    Optional<ObjectStore> objects(Uuid uuid) {
        return directory.find(uuid).map(repository -> hosted(repository).objects());
    }

    /** Empty for what is no repository of this server, or cannot be read now. */
    Optional<Presence> present(Uuid uuid, Key key) {
        try {
            Optional<ObjectStore> objects = objects(uuid);
            return objects.isEmpty()
                    ? Optional.empty()
                    : Optional.of(objects.get().present(key) ? Presence.PRESENT : Presence.MISSING);
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "what " + uuid + " has cannot be seen: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** What a served repository has, for its own branch and for those of the hubs that answer for it. */
    LocationRecord locations(Uuid uuid) {
        return new ToldLocations(
                locations(uuid, uuid),
                () -> hubs.apply(uuid).stream()
                        .<LocationRecord>map(hub -> locations(hub, uuid))
                        .toList());
    }

    /** What the branch of {@code repository} is to tell of {@code where}. */
    JournaledLocations locations(Uuid repository, Uuid where) {
        return new JournaledLocations(new JournaledLocations.Place(repository, where), parts.locations());
    }

    void forget(Uuid uuid) {
        hosted.remove(uuid);
    }

    private Hosted hosted(ServedRepository repository) {
        Hosted known = hosted.get(repository.uuid());
        if (known != null && known.repository().equals(repository)) {
            return known;
        }
        return hosted.compute(
                repository.uuid(),
                (uuid, before) -> before != null && before.repository().equals(repository) ? before : host(repository));
    }

    private Hosted host(ServedRepository repository) {
        ObjectStore objects = new ObjectStore(() -> directory.current(repository), parts.surroundings());
        Uuid uuid = repository.uuid();
        try {
            for (Key key : objects.mend()) {
                locations(uuid).confirm(key, Presence.PRESENT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LocalPeer peer = new LocalPeer(
                uuid,
                objects,
                locations(uuid),
                new LocalPeer.Surroundings(
                        parts.locks(),
                        parts.bootClock(),
                        () -> Duration.ofSeconds(parts.rights().settings(uuid).trashRetentionSeconds())));
        return new Hosted(repository, objects, peer);
    }
}
