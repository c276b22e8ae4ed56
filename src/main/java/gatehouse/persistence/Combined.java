// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has those who ask for the same while another is being answered be answered together: one of them does it for all, on
 * its own thread. So the many share one transaction, and one alone waits for nobody. Groups do not wait for each other.
 * Safe for use by many threads.
 *
 * @param <G> what tells groups apart
 */
final class Combined<G, Q, A> {
    /** Bounds the transaction; a commit is shared by plenty. */
    private static final int MAX_TOGETHER = 256;
    /** Whoever waits for the answer does not wait much longer. */
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Answers all that it is given, or throws what all are told. */
    interface Service<G, Q, A> {
        void answer(G group, List<Asked<Q, A>> asked);
    }

    /** A question and its answer. */
    static final class Asked<Q, A> {
        private final Q question;
        private final Condition changed;
        private @Nullable A answer;
        private @Nullable RuntimeException failure;
        private boolean leads;
        private boolean ended;

        private Asked(Q question, Condition changed) {
            this.question = question;
            this.changed = changed;
        }

        Q question() {
            return question;
        }
    }

    private final Service<G, Q, A> service;
    private final Consumer<A> unwanted;
    private final ReentrantLock lock = new ReentrantLock();
    /** Those of each group who wait; there is a group as long as somebody is answered in it. */
    private final Map<G, Deque<Asked<Q, A>>> waiting = new HashMap<>();

    /** @param unwanted gets the answers to those who have waited for too long */
    Combined(Service<G, Q, A> service, Consumer<A> unwanted) {
        this.service = service;
        this.unwanted = unwanted;
    }

    /**
     * Returns the answer, or throws what the service throws.
     *
     * @throws FailureException Busy when that takes too long
     */
    A ask(G group, Q question) {
        Asked<Q, A> own = new Asked<>(question, lock.newCondition());
        if (leads(group, own)) {
            lead(group, own);
        }
        if (own.failure != null) {
            throw own.failure;
        }
        if (own.answer == null) {
            throw new IllegalStateException("there was no answer");
        }
        return own.answer;
    }

    /** To be called by the service for each. */
    void answer(Asked<Q, A> asked, A answer) {
        end(asked, answer, null);
    }

    /** To be called by the service in place of an answer. */
    void fail(Asked<Q, A> asked, RuntimeException failure) {
        end(asked, null, failure);
    }

    /** Waits; true when the group is this thread's to answer. */
    private boolean leads(G group, Asked<Q, A> own) {
        lock.lock();
        try {
            Deque<Asked<Q, A>> others = waiting.get(group);
            if (others == null) {
                waiting.put(group, new ArrayDeque<>());
                return true;
            }
            others.add(own);
            long left = WAIT_NANOS;
            while (!own.leads && !own.ended) {
                if (left <= 0) {
                    throw givenUp(others, own);
                }
                left = own.changed.awaitNanos(left);
            }
            return own.leads;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(group, own);
        } finally {
            lock.unlock();
        }
    }

    private RuntimeException interrupted(G group, Asked<Q, A> own) {
        Deque<Asked<Q, A>> others = waiting.get(group);
        if (own.leads) {
            handOver(group);
        }
        return givenUp(others == null ? new ArrayDeque<>() : others, own);
    }

    private RuntimeException givenUp(Deque<Asked<Q, A>> others, Asked<Q, A> own) {
        others.remove(own);
        A late = own.answer;
        own.ended = true;
        if (late != null) {
            unwanted.accept(late);
        }
        return new FailureException(new Failure.Busy("the store cannot keep up; try again later"));
    }

    private void lead(G group, Asked<Q, A> own) {
        List<Asked<Q, A>> together = new ArrayList<>(List.of(own));
        lock.lock();
        try {
            Deque<Asked<Q, A>> others = others(group);
            while (together.size() < MAX_TOGETHER && !others.isEmpty()) {
                together.add(others.remove());
            }
        } finally {
            lock.unlock();
        }
        try {
            service.answer(group, together);
        } catch (RuntimeException e) {
            together.forEach(one -> fail(one, e));
        } finally {
            together.forEach(one -> fail(one, new IllegalStateException("there was no answer")));
            lock.lock();
            try {
                handOver(group);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Needs the lock. */
    private void handOver(G group) {
        Asked<Q, A> next = others(group).poll();
        if (next == null) {
            waiting.remove(group);
        } else {
            next.leads = true;
            next.changed.signal();
        }
    }

    private Deque<Asked<Q, A>> others(G group) {
        Deque<Asked<Q, A>> others = waiting.get(group);
        if (others == null) {
            throw new IllegalStateException("nobody leads this group");
        }
        return others;
    }

    /** The first end is the one that holds. */
    private void end(Asked<Q, A> asked, @Nullable A answer, @Nullable RuntimeException failure) {
        lock.lock();
        try {
            if (asked.ended) {
                if (answer != null) {
                    unwanted.accept(answer);
                }
                return;
            }
            asked.ended = true;
            asked.answer = answer;
            asked.failure = failure;
            asked.changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
