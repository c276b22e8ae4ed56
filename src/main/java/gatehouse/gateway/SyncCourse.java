// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.gateway;

import gatehouse.gateway.BranchExchange.Exchanged;
import gatehouse.repository.GitRemote;
import gatehouse.repository.Uuid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** When the branches of one pair of gateways are to be brought together. Safe for use by many threads. */
final class SyncCourse {
    /** Under load the other gateways must not wait for quiet any longer. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    static final Duration QUIET = Duration.ofSeconds(1);
    /**
     * Two that merge each other's branch at the same moment make two commits, which are again to be merged: so one of
     * each pair is slower, whatever the clocks say.
     */
    static final Duration LATER_QUIET = Duration.ofMillis(2500);

    /** How long what has changed at the other side may stay unnoticed, when there was something of late. */
    static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);

    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    static final Duration FIRST_RETRY = Duration.ofSeconds(2);

    private final Uuid hub;
    private GitRemote remote;
    private Optional<String> synced = Optional.empty();
    private Optional<String> seen = Optional.empty();
    private Instant firstChange;
    private Instant lastChange;
    private Instant nextTry;
    private Duration pause = SHORTEST_PAUSE;
    private boolean underWay;
    private int failures;
    private Optional<Instant> lastSuccess = Optional.empty();
    private Optional<SyncState.Failed> lastFailure = Optional.empty();

    SyncCourse(Uuid hub, GitRemote remote, Instant now) {
        this.hub = hub;
        this.remote = remote;
        this.firstChange = now;
        this.lastChange = now;
        this.nextTry = now;
    }

    /** The remote as it is configured now; another address is tried at once. */
    synchronized void configured(GitRemote now, Instant at) {
        if (!remote.equals(now)) {
            remote = now;
            soon(at);
        }
    }

    synchronized void soon(Instant now) {
        nextTry = now;
        pause = SHORTEST_PAUSE;
    }

    synchronized GitRemote remote() {
        return remote;
    }

    /** The two, in no order, so that both sides of a pair that are served here take turns. */
    synchronized Set<String> pair() {
        return Set.copyOf(
                java.util.List.of(hub.text(), remote.uuid().map(Uuid::text).orElse(hub.text() + " " + remote.name())));
    }

    /** True when it is to be done now; then it counts as under way until {@link #succeeded} or {@link #failed}. */
    synchronized boolean begins(Instant now, Optional<String> tip) {
        if (!tip.equals(seen)) {
            firstChange = seen.equals(synced) ? now : firstChange;
            lastChange = now;
            seen = tip;
        }
        boolean settled = !tip.equals(synced)
                && failures == 0
                && (!now.isBefore(lastChange.plus(quiet())) || !now.isBefore(firstChange.plus(LONGEST_WAIT)));
        if (underWay || !settled && now.isBefore(nextTry)) {
            return false;
        }
        underWay = true;
        return true;
    }

    /** To be called in place of the others when it was not begun after all. */
    synchronized void postponed() {
        underWay = false;
    }

    synchronized void succeeded(Exchanged exchanged, Instant now) {
        // What came meanwhile is seen as a change by the next look.
        synced = exchanged.tip();
        seen = exchanged.tip();
        failures = 0;
        lastSuccess = Optional.of(now);
        pause = exchanged.news() ? SHORTEST_PAUSE : longer(pause);
        nextTry = now.plus(pause);
        underWay = false;
    }

    /** True when it is the first in a row. */
    synchronized boolean failed(String reason, Instant now) {
        failures++;
        lastFailure = Optional.of(new SyncState.Failed(reason, now));
        Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
        nextTry = now.plus(delay.compareTo(LONGEST_PAUSE) < 0 ? delay : LONGEST_PAUSE);
        underWay = false;
        return failures == 1;
    }

    synchronized SyncState state() {
        return new SyncState(remote.name(), remote.uuid(), underWay, lastSuccess, lastFailure, failures, nextTry);
    }

    private Duration quiet() {
        boolean first = remote.uuid().isEmpty() || hub.compareTo(remote.uuid().get()) <= 0;
        return first ? QUIET : LATER_QUIET;
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
}
