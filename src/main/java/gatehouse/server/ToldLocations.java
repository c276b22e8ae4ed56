// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.key.Key;
import gatehouse.p2p.LocationRecord;
import gatehouse.whereis.LocationChange.Presence;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Records what a repository has for its own branch and, after that, for those of the hubs that answer for it: they
 * would else learn of it only when somebody brings them its branch. Room is its own to promise.
 *
 * @param hubs what those that answer for it now record of it
 */
record ToldLocations(LocationRecord own, Supplier<List<LocationRecord>> hubs) implements LocationRecord {
    @Override
    public Coming coming(Key key) {
        return new Told(own.coming(key), key);
    }

    @Override
    public void changed(Key key, Presence presence) {
        own.changed(key, presence);
        tell(key, presence);
    }

    @Override
    public void confirm(Key key, Presence presence) throws IOException {
        own.confirm(key, presence);
        for (LocationRecord hub : hubs.get()) {
            hub.confirm(key, presence);
        }
    }

    private void tell(Key key, Presence presence) {
        hubs.get().forEach(hub -> hub.changed(key, presence));
    }

    private final class Told implements Coming {
        private final Coming coming;
        private final Key key;

        Told(Coming coming, Key key) {
            this.coming = coming;
            this.key = key;
        }

        @Override
        public void stillFits() {
            coming.stillFits();
        }

        @Override
        public void arrived() {
            coming.arrived();
            tell(key, Presence.PRESENT);
        }

        @Override
        public void close() {
            coming.close();
        }
    }
}
