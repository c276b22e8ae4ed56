// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.size.LiveUpdate;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.SizeChange;
import java.util.OptionalLong;

/** A live update that has a row in the store. */
final class LiveRow implements LiveUpdate {
    private final Terms terms;
    private final ServerLease.Term term;
    private final long id;
    private final Ending ending;
    private boolean ended;

    /** What a row needs for its end. */
    interface Ending {
        /** Records the change, and deletes the row. */
        void done(JournalBatch.Recorded recorded);

        /** Deletes the row. */
        void abandoned(long id);

        /** To be ended later, as the store did not say what became of it. */
        void doubtful(long id);
    }

    LiveRow(Terms terms, ServerLease.Term term, Ending ending) {
        this.terms = terms;
        this.term = term;
        this.id = term.nextUpdate();
        this.ending = ending;
    }

    long id() {
        return id;
    }

    @Override
    public Terms terms() {
        return terms;
    }

    @Override
    public long owner() {
        return term.id();
    }

    @Override
    public boolean holds() {
        return !ended && term.holds();
    }

    @Override
    public void done(LocationChange change) {
        if (!terms.ends(change)) {
            throw new IllegalArgumentException("this update is of another change");
        }
        if (ended) {
            throw new IllegalStateException("this update has ended");
        }
        ended = true;
        try {
            SizeChange size = SizeChange.of(change.key(), change.presence());
            ending.done(new JournalBatch.Recorded(change, size, OptionalLong.of(id)));
        } catch (RuntimeException e) {
            ending.doubtful(id);
            throw e;
        }
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            ending.abandoned(id);
        } catch (RuntimeException e) {
            // Whoever closes it has nothing to do about it, and the lease ends it.
            ending.doubtful(id);
        }
    }
}
