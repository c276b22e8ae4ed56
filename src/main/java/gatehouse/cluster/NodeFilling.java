// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Gives nodes what they could not be given when it came, once they can be asked again; each of them is tried ever more
 * seldom while that fails. Safe for use by many threads.
 */
public final class NodeFilling implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NodeFilling.class.getName());
    private static final int AT_ONCE = 100;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Lacks lacks;
    private final Function<Uuid, Optional<ClusterHub>> hubs;
    private final ClusterPeer.Surroundings surroundings;
    private final Workers workers;
    private final ConcurrentMap<Lack.Where, Pause> pauses = new ConcurrentHashMap<>();
    private final Set<Lack.Where> busy = ConcurrentHashMap.newKeySet();

    /** @param threads whose number and queue are bounded; closed with this */
    public record Workers(ExecutorService threads, InstantSource clock) {}

    private record Pause(Instant until, Duration length) {
        Pause longer(Instant now) {
            Duration next = length.multipliedBy(2);
            Duration bounded = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
            return new Pause(now.plus(bounded), bounded);
        }
    }

    /** @param hubs those served now */
    public NodeFilling(
            Lacks lacks,
            Function<Uuid, Optional<ClusterHub>> hubs,
            ClusterPeer.Surroundings surroundings,
            Workers workers) {
        this.lacks = lacks;
        this.hubs = hubs;
        this.surroundings = surroundings;
        this.workers = workers;
    }

    /** Begins what is due. To be called every few seconds, by one thread. */
    public void look() {
        List<Lack.Where> all = lacks.nodes();
        pauses.keySet().retainAll(all);
        for (Lack.Where where : all) {
            Optional<ClusterHub> hub = hubs.apply(where.hub());
            if (hub.isPresent() && isDue(where) && busy.add(where)) {
                begin(new FillingIn(hub.get(), where, lacks, surroundings), where);
            }
        }
    }

    private boolean isDue(Lack.Where where) {
        Pause pause = pauses.get(where);
        Instant now = workers.clock().instant();
        // A clock that was set back does not make it wait any longer.
        return pause == null
                || !now.isBefore(pause.until())
                || now.isBefore(pause.until().minus(pause.length()));
    }

    private void begin(FillingIn filling, Lack.Where where) {
        boolean begun = false;
        try {
            workers.threads().execute(() -> {
                try {
                    fill(filling, where);
                } finally {
                    busy.remove(where);
                }
            });
            begun = true;
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "too many nodes are filled in now", e);
        } finally {
            if (!begun) {
                busy.remove(where);
            }
        }
    }

    private void fill(FillingIn filling, Lack.Where where) {
        long filled = 0;
        try {
            for (int some = filling.some(AT_ONCE); some > 0; some = filling.some(AT_ONCE)) {
                filled += some;
            }
            pauses.remove(where);
        } catch (IOException | FailureException e) {
            Instant now = workers.clock().instant();
            pauses.merge(
                    where, new Pause(now.plus(SHORTEST_PAUSE), SHORTEST_PAUSE), (before, first) -> before.longer(now));
            LOG.log(System.Logger.Level.DEBUG, "a node cannot be given what it lacks now", e);
        }
        if (filled > 0) {
            LOG.log(System.Logger.Level.INFO, "{0} has got {1} contents that it lacked", where.node(), filled);
        }
    }

    @Override
    public void close() {
        workers.threads().shutdownNow();
    }
}
