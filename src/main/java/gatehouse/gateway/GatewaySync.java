// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.gateway;

import gatehouse.failure.FailureException;
import gatehouse.repository.GitRemote;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Brings the git-annex branches of gateways together soon after one has changed, and looks now and then whether the
 * other has; ever more seldom while nothing happens or all fails. One exchange of a pair at a time. Safe for use by
 * many threads.
 */
public final class GatewaySync implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(GatewaySync.class.getName());
    /** Which remotes are gateways changes seldom, and asking reads every repository's config. */
    private static final Duration BETWEEN_CONFIGS = Duration.ofSeconds(5);

    private static final Duration STOP_WAIT = Duration.ofSeconds(10);
    /** Somebody waits for the answer; what takes longer goes on without. */
    private static final Duration FETCH_WAIT = Duration.ofSeconds(30);

    private final Supplier<Collection<Uuid>> served;
    private final BranchExchange exchange;
    private final ExecutorService workers;
    private final InstantSource clock;
    private final ConcurrentMap<Uuid, Map<String, SyncCourse>> courses = new ConcurrentHashMap<>();
    private final Set<Set<String>> busy = ConcurrentHashMap.newKeySet();
    private volatile Instant configsRead = Instant.MIN;

    /**
     * @param served the repositories that are served now and may have gateways
     * @param workers whose number and queue are bounded; closed with this
     */
    public GatewaySync(
            Supplier<Collection<Uuid>> served, BranchExchange exchange, ExecutorService workers, InstantSource clock) {
        this.served = served;
        this.exchange = exchange;
        this.workers = workers;
        this.clock = clock;
    }

    /** Begins what is due. To be called every second or so, by one thread. */
    public void look() {
        Instant now = clock.instant();
        if (!now.isBefore(configsRead.plus(BETWEEN_CONFIGS)) || now.isBefore(configsRead)) {
            configsRead = now;
            Collection<Uuid> hubs = served.get();
            courses.keySet().retainAll(hubs);
            hubs.forEach(this::readConfig);
        }
        courses.forEach((hub, ofHub) -> {
            try {
                Optional<String> tip = exchange.tip(hub);
                ofHub.values().forEach(course -> begin(hub, course, tip));
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "the git-annex branch of " + hub + " cannot be read", e);
            }
        });
    }

    /** Brings a repository's branch together with those of all its gateways, by the next {@link #look}. */
    public void soon(Uuid hub) {
        readConfig(hub);
        courses.getOrDefault(hub, Map.of()).values().forEach(course -> course.soon(clock.instant()));
    }

    /**
     * Fetches the branch of a remote that may become a gateway, and merges it; returns when that is done, or after
     * {@link #FETCH_WAIT}.
     *
     * @return why it was not done; empty when it was, or there is no such remote
     */
    public Optional<String> fetch(Uuid hub, String remote) throws IOException {
        Optional<GitRemote> from = exchange.remote(hub, remote);
        if (from.isEmpty()) {
            return Optional.empty();
        }
        Future<?> fetching;
        try {
            fetching = workers.submit(() -> {
                exchange.fetch(hub, from.get());
                return null;
            });
        } catch (RejectedExecutionException e) {
            return Optional.of("too many gateways are fetched from at the moment");
        }
        try {
            fetching.get(FETCH_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(reason(Objects.requireNonNullElse(e.getCause(), e)));
        } catch (TimeoutException e) {
            return Optional.of("it takes longer than " + FETCH_WAIT.toSeconds() + " seconds");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the server stops");
        }
    }

    private static String reason(Throwable failure) {
        String reason =
                failure instanceof FailureException f ? f.failure().reason() : String.valueOf(failure.getMessage());
        return reason.lines().findFirst().orElse("");
    }

    /** By the names of the remotes. */
    public List<SyncState> states(Uuid hub) {
        return courses.getOrDefault(hub, Map.of()).values().stream()
                .map(SyncCourse::state)
                .sorted(Comparator.comparing(SyncState::remote))
                .toList();
    }

    @Override
    public void close() {
        workers.shutdownNow();
        try {
            workers.awaitTermination(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readConfig(Uuid hub) {
        try {
            List<GitRemote> gateways = exchange.gateways(hub);
            courses.compute(hub, (uuid, before) -> {
                if (gateways.isEmpty()) {
                    return null;
                }
                Map<String, SyncCourse> ofHub = before == null ? new ConcurrentHashMap<>() : before;
                ofHub.keySet().retainAll(gateways.stream().map(GitRemote::name).toList());
                for (GitRemote remote : gateways) {
                    ofHub.computeIfAbsent(remote.name(), name -> new SyncCourse(hub, remote, clock.instant()))
                            .configured(remote, clock.instant());
                }
                return ofHub;
            });
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the git config of " + hub + " cannot be read", e);
        }
    }

    private void begin(Uuid hub, SyncCourse course, Optional<String> tip) {
        if (!course.begins(clock.instant(), tip)) {
            return;
        }
        Set<String> pair = course.pair();
        if (!busy.add(pair)) {
            course.postponed();
            return;
        }
        try {
            workers.execute(() -> {
                try {
                    run(hub, course);
                } finally {
                    busy.remove(pair);
                }
            });
        } catch (RejectedExecutionException e) {
            busy.remove(pair);
            course.postponed();
        }
    }

    private void run(Uuid hub, SyncCourse course) {
        String name = course.remote().name();
        try {
            boolean failedBefore = course.state().failures() > 0;
            course.succeeded(exchange.exchange(hub, course.remote()), clock.instant());
            if (failedBefore) {
                LOG.log(System.Logger.Level.INFO, hub + " is in sync with its gateway " + name + " again");
            }
        } catch (IOException | RuntimeException e) {
            String reason = reason(e);
            boolean bug = e instanceof RuntimeException && !(e instanceof FailureException);
            if (course.failed(reason, clock.instant())) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        hub + " cannot be kept in sync with its gateway " + name + " now: " + reason,
                        bug ? e : null);
            }
        }
    }
}
