// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.cluster.Lacks;
import gatehouse.cluster.NodeFilling;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.InstantSource;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Gives nodes what they lack while the server runs. */
@ApplicationScoped
public class ClusterBeans {
    private static final Logger LOG = Logger.getLogger(ClusterBeans.class.getName());
    private static final int NODES_AT_ONCE = 2;
    private static final int WAITING = 64;
    private static final int PAUSE_SECONDS = 2;
    private static final int AFTER_THE_SERVER = Interceptor.Priority.APPLICATION + 1000;

    @Inject
    Gatehouse gatehouse;

    @Inject
    InstantSource clock;

    void begin(
            @Observes @Priority(AFTER_THE_SERVER) @Initialized(ApplicationScoped.class) Object context,
            NodeFilling filling) {
        gatehouse
                .running()
                .threads()
                .background()
                .scheduleWithFixedDelay(() -> look(filling), PAUSE_SECONDS, PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    @Produces
    @Singleton
    NodeFilling filling(Lacks lacks) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                NODES_AT_ONCE,
                NODES_AT_ONCE,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform()
                        .name("gatehouse-filling-", 0)
                        .daemon(true)
                        .priority(Thread.MIN_PRIORITY)
                        .factory());
        threads.allowCoreThreadTimeOut(true);
        ServedClusters clusters = gatehouse.running().clusters();
        return new NodeFilling(
                lacks,
                hub -> clusters.hubs().apply(hub).map(served -> served),
                clusters.surroundings(),
                new NodeFilling.Workers(threads, clock));
    }

    private static void look(NodeFilling filling) {
        try {
            filling.look();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "what nodes lack cannot be looked after now", e);
        }
    }
}
