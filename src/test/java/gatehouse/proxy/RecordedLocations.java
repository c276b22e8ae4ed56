// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.proxy;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.p2p.LocationRecord;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange.Presence;
import java.util.ArrayList;
import java.util.List;

/** What a hub records, in memory: each change, and how much room is promised. */
final class RecordedLocations {
    final List<String> changes = new ArrayList<>();
    int promised;
    boolean full;

    LocationRecord of(Uuid where) {
        return new LocationRecord() {
            @Override
            public Coming coming(Key key) {
                if (full) {
                    throw new FailureException(new Failure.NoSpace("it does not fit"));
                }
                promised++;
                return new Coming() {
                    @Override
                    public void stillFits() {}

                    @Override
                    public void arrived() {
                        changed(key, Presence.PRESENT);
                    }

                    @Override
                    public void close() {
                        promised--;
                    }
                };
            }

            @Override
            public void changed(Key key, Presence presence) {
                changes.add(where + " " + presence);
            }

            @Override
            public void confirm(Key key, Presence presence) {
                changed(key, presence);
            }
        };
    }
}
