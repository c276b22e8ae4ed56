// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.rebalance;

import gatehouse.repository.Uuid;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * The rebalancing of what one repository knows of, as the store keeps it. Where it got to needs no record: a plan made
 * anew begins there.
 *
 * @param reason why it failed; else empty
 * @param bytesPerSecond what it may take; empty for as much as there is
 */
public record Job(
        Uuid repository,
        State state,
        String reason,
        OptionalLong bytesPerSecond,
        Progress progress,
        Instant started,
        Instant changed) {
    /** What a job is doing. */
    public enum State {
        PLANNING,
        RUNNING,
        PAUSED,
        CANCELLED,
        DONE,
        FAILED;

        /** Whether it goes on when its server starts again. */
        public boolean isUnderWay() {
            return switch (this) {
                case PLANNING, RUNNING -> true;
                case PAUSED, CANCELLED, DONE, FAILED -> false;
            };
        }
    }

    /**
     * How far it is.
     *
     * @param moves done, of {@code allMoves}
     * @param skipped moves that could not be done
     * @param bytes copied, of {@code allBytes} as far as keys tell
     */
    public record Progress(long moves, long skipped, long allMoves, long bytes, long allBytes) {
        public static final Progress NONE = new Progress(0, 0, 0, 0, 0);

        /** The plan is for what is left. */
        Progress planned(Plan plan) {
            return new Progress(moves, 0, moves + plan.moves().size(), bytes, bytes + plan.bytes());
        }

        Progress withMove() {
            return new Progress(moves + 1, skipped, allMoves, bytes, allBytes);
        }

        Progress withSkipped() {
            return new Progress(moves, skipped + 1, allMoves, bytes, allBytes);
        }

        Progress withBytes(long more) {
            return new Progress(moves, skipped, allMoves, bytes + more, allBytes);
        }
    }

    static Job begun(Uuid repository, OptionalLong bytesPerSecond, Instant now) {
        return new Job(repository, State.PLANNING, "", bytesPerSecond, Progress.NONE, now, now);
    }

    Job in(State next, String why, Instant now) {
        return new Job(repository, next, why, bytesPerSecond, progress, started, now);
    }

    Job with(Progress next, Instant now) {
        return new Job(repository, state, reason, bytesPerSecond, next, started, now);
    }

    Job limited(OptionalLong next, Instant now) {
        return new Job(repository, state, reason, next, progress, started, now);
    }
}
