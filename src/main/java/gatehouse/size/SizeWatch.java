// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.SizeChange;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Follows the sizes in the store. */
public interface SizeWatch {
    /** For a store whose sizes nobody keeps in memory. */
    SizeWatch NONE = new SizeWatch() {
        @Override
        public <T> T follow(Supplier<T> transaction, Consumer<T> told) {
            return transaction.get();
        }

        @Override
        public void recorded(LocationChange change, SizeChange counted) {}

        @Override
        public void changed(Uuid repository, Map<Uuid, Long> bytes) {}

        @Override
        public void replaced(Uuid repository) {}
    };

    /**
     * Runs a transaction that changes sizes, and then what tells this of the changes, before anybody can see them in
     * the store without having been told.
     */
    <T> T follow(Supplier<T> transaction, Consumer<T> told);

    /** A change of location is in the journal, and changed the size by so much. */
    void recorded(LocationChange change, SizeChange counted);

    /** The sizes now of these locations have changed, by so many bytes each. */
    void changed(Uuid repository, Map<Uuid, Long> bytes);

    /** The sizes of a repository have been set anew. */
    void replaced(Uuid repository);
}
