// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.object;

import gatehouse.key.Key;
import gatehouse.object.Remover.Terms;
import gatehouse.repository.AnnexConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The objects of one repository, on disk as git-annex has them, so that git-annex may be at work there at the same
 * time. Safe for use by many threads. IOException means that the disk failed. Source: Annex/Content.hs, P2P/Annex.hs.
 */
public final class ObjectStore {
    private final CurrentAnnex current;
    private final Unmodified unmodified;
    private final Trash trash;

    /**
     * @param config of the repository at the time of the call; of one below version 10, the git config file has to be
     *     looked at each time, because git-annex may upgrade it
     */
    public ObjectStore(Supplier<AnnexConfig> config, Surroundings surroundings) {
        this.current = new CurrentAnnex(config, surroundings);
        this.unmodified = new Unmodified();
        this.trash = new Trash(current, unmodified);
    }

    /** Whether the content is here. It may be being removed at this moment. Source: inAnnex. */
    public boolean present(Key key) throws IOException {
        return unmodified.present(current.annex(), key);
    }

    /**
     * The content from an offset on, empty when it is not present. The caller closes it.
     *
     * @param offsetBytes at or beyond the end gives an empty content
     */
    public Optional<StoredContent> open(Key key, long offsetBytes) throws IOException {
        return new ContentReader(current, unmodified).open(key, offsetBytes);
    }

    /** From where an upload of the key can go on. */
    public long partialBytes(Key key) throws IOException {
        return AnnexFolder.nameable(key) ? IncomingFile.partialBytes(current.annex(), key) : 0;
    }

    /**
     * Begins an upload. The caller closes it.
     *
     * @throws gatehouse.failure.FailureException NoSpace when it does not fit, Malformed when the key cannot be stored,
     *     Forbidden when it is not secure and must be
     */
    public Upload begin(Announcement announced) throws IOException {
        return new Uploads(current, unmodified, trash).begin(announced, Optional.empty());
    }

    /**
     * As {@link #begin(Announcement)}, of content that is hashed elsewhere while it is sent: it is put in place when
     * that says that it is good. A beginning that is here already is hashed here all the same, with what follows.
     */
    public Upload begin(Announcement announced, Verdict verdict) throws IOException {
        return new Uploads(current, unmodified, trash).begin(announced, Optional.of(verdict));
    }

    /** @param trashed how long the content can be had back; zero to remove it at once */
    public Removal remove(Key key, Duration trashed) throws IOException {
        return remove(key, trashed, () -> true);
    }

    /**
     * As {@link #remove(Key, Duration)}.
     *
     * @param inTime whether it may still be removed, asked when nobody else can lock it any more
     */
    public Removal remove(Key key, Duration trashed, BooleanSupplier inTime) throws IOException {
        return new Remover(current, unmodified, trash).remove(key, new Terms(trashed, inTime));
    }

    /**
     * Locks content against removal. The caller closes the lock, and bounds how many there are.
     *
     * @param retention how long it is kept although this process be killed
     * @return empty when it is not present, or is being removed
     */
    public Optional<ContentLock> lockShared(Key key, Duration retention) throws IOException {
        return new ContentLocks(current, unmodified).lockShared(key, retention);
    }

    /** What is done with a key. */
    public interface Each {
        void key(Key key) throws IOException;
    }

    /** Every key that has an object file, {@link #present} or not. Those that come or go meanwhile may be left out. */
    public void each(Each each) throws IOException {
        new StoredKeys(current.annex().paths()).each(each);
    }

    /** What is in the trash, {@code most} at most, removed first first. */
    public List<Trashed> trash(int most) throws IOException {
        return trash.list(most);
    }

    /** Makes content an object again that is in the trash. */
    public Undeletion undelete(Key key) throws IOException {
        return trash.undelete(key);
    }

    /** Deletes what is in the trash and has expired. @return the bytes that were freed */
    public long purge() throws IOException {
        return trash.purge();
    }

    /** Deletes partial uploads that nobody has written to for {@code age}. @return the bytes that were freed */
    public long dropPartials(Duration age) throws IOException {
        return new Partials(current.annex()).reclaim(Long.MAX_VALUE, age);
    }

    /**
     * Puts right what a killed server has left behind; to be run before the first upload.
     *
     * @return the keys whose content had arrived as an object, though perhaps it is not recorded that it is there
     */
    public List<Key> mend() throws IOException {
        return new Mending(current.annex()).mend();
    }
}
