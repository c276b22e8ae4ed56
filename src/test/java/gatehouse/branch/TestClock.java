// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A clock that goes on when told to, and an executor that runs what is due by it on the telling thread. */
final class TestClock extends ScheduledThreadPoolExecutor implements InstantSource {
    private static final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final Instant due;

        Task(Runnable run, Instant due) {
            super(run, null);
            this.due = due;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return due.compareTo(((Task) other).due);
        }
    }

    private final PriorityBlockingQueue<Task> tasks =
            new PriorityBlockingQueue<>(11, Comparator.comparing((Task task) -> task.due));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    TestClock() {
        super(0);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable run, long delay, TimeUnit unit) {
        Task task = new Task(run, now.plusNanos(unit.toNanos(delay)));
        tasks.add(task);
        return task;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> call, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    void pass(Duration time) {
        Instant until = now.plus(time);
        while (!tasks.isEmpty() && !tasks.peek().due.isAfter(until)) {
            Task task = tasks.remove();
            now = task.due;
            task.run();
        }
        now = until;
    }

    List<Instant> scheduled() {
        return tasks.stream().map(task -> task.due).sorted().toList();
    }
}
