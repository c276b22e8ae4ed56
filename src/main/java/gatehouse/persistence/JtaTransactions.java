// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Transactions of the container. */
final class JtaTransactions implements Transactions {
    /** Fewer than there are connections: making a commit durable takes a second one, which has to be free. */
    private static final int MOST_AT_A_TIME = 8;

    private static final long LONGEST_WAIT_SECONDS = 20;

    private final Semaphore changing = new Semaphore(MOST_AT_A_TIME, true);
    private final EntityManagerFactory factory;
    private final UserTransaction transaction;
    private final Durability durability;
    private final Outage outage = new Outage();

    JtaTransactions(EntityManagerFactory factory, UserTransaction transaction, Durability durability) {
        this.factory = factory;
        this.transaction = transaction;
        this.durability = durability;
    }

    @Override
    public <T> T read(Function<EntityManager, T> work) {
        try (EntityManager entities = factory.createEntityManager()) {
            T result = work.apply(entities);
            outage.answered();
            return result;
        } catch (PersistenceException e) {
            throw outage.or(e);
        }
    }

    @Override
    public <T> T change(Function<EntityManager, T> work) {
        begin();
        try {
            return changed(work);
        } finally {
            changing.release();
        }
    }

    private void begin() {
        boolean begun = false;
        try {
            begun = changing.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!begun) {
            throw new FailureException(new Failure.Busy("too many changes are under way; try again later"));
        }
    }

    private <T> T changed(Function<EntityManager, T> work) {
        try {
            transaction.begin();
            T result;
            try (EntityManager entities = factory.createEntityManager()) {
                entities.joinTransaction();
                result = work.apply(entities);
                entities.flush();
            } catch (RuntimeException e) {
                rollBack(e);
                throw outage.or(Collision.or(e));
            }
            durability.commit(this::commit);
            outage.answered();
            return result;
        } catch (RollbackException e) {
            throw outage.or(Collision.or(new StoreException("committing", e)));
        } catch (NotSupportedException | SystemException | SQLException e) {
            throw outage.or(new StoreException("changing", e));
        }
    }

    private void commit() throws RollbackException, SystemException {
        try {
            transaction.commit();
        } catch (HeuristicMixedException | HeuristicRollbackException e) {
            throw new StoreException("committing", e);
        }
    }

    private void rollBack(RuntimeException reason) {
        try {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
        } catch (SystemException e) {
            reason.addSuppressed(e);
        }
    }
}
