// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal.Entry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What content the repositories of this server have at this moment. A git-annex process may have undone what was
 * recorded, and have written that into its journal before or after: so the last change of each key is committed as it
 * is then found, while nobody else can write the log.
 */
@FunctionalInterface
public interface PresentContent {
    /** PRESENT or MISSING; empty where that cannot be seen from here. */
    Optional<Presence> of(Uuid repository, Key key);

    /** The entries, with the last one of each key as it is found now. */
    default List<Entry> found(List<Entry> entries, InstantSource clock) {
        List<Entry> found = new ArrayList<>(entries);
        Set<Place> seen = new HashSet<>();
        for (int i = found.size() - 1; i >= 0; i--) {
            Entry entry = found.get(i);
            LocationChange change = entry.change();
            if (seen.add(new Place(change.where(), change.key()))) {
                Optional<Presence> now = of(change.where(), change.key())
                        .filter(presence -> (presence == Presence.PRESENT) != (change.presence() == Presence.PRESENT));
                if (now.isPresent()) {
                    found.set(i, new Entry(entry.place(), changed(change, now.get(), clock.instant())));
                }
            }
        }
        return found;
    }

    private static LocationChange changed(LocationChange change, Presence now, Instant at) {
        long nanos = TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
        return new LocationChange(change.repository(), change.key(), change.where(), now, nanos);
    }

    /** What a line of a log is about. */
    record Place(Uuid where, Key key) {}
}
