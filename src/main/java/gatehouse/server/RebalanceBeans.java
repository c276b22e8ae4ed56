// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.rebalance.Hub;
import gatehouse.rebalance.Jobs;
import gatehouse.rebalance.Plans;
import gatehouse.rebalance.Rebalancer;
import gatehouse.repository.Uuid;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What the container injects where repositories are rebalanced. */
@ApplicationScoped
public class RebalanceBeans {
    /** Each takes one connection's worth of the disk, and memory for its plan. */
    private static final int JOBS = 2;

    private static final int WAITING = 64;
    private static final int AFTER_THE_SERVER = Interceptor.Priority.APPLICATION + 1000;

    @Inject
    Gatehouse gatehouse;

    @Inject
    InstantSource clock;

    /** When the server has started, what an earlier run of it was at goes on. */
    void resume(
            @Observes @Priority(AFTER_THE_SERVER) @Initialized(ApplicationScoped.class) Object context,
            Rebalancer rebalancer) {
        rebalancer.resumeAll();
    }

    @Produces
    @Singleton
    Rebalancer rebalancer(Jobs jobs) {
        return new Rebalancer(hubs(), jobs, clock, System::nanoTime, threads("gatehouse-rebalance", JOBS));
    }

    @Produces
    @Singleton
    Plans plans(Jobs jobs) {
        return new Plans(hubs(), jobs, clock, threads("gatehouse-plan", 1));
    }

    private Function<Uuid, Optional<Hub>> hubs() {
        Gatehouse.Parts running = gatehouse.running();
        return uuid -> running.hub(uuid).map(hub -> hub);
    }

    private static ExecutorService threads(String name, int most) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most,
                most,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform()
                        .name(name + "-", 0)
                        .daemon(true)
                        .priority(Thread.MIN_PRIORITY)
                        .factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
