// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.p2p.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds and measures what is asked of one remote. Safe for use by many threads. */
final class Guard {
    private final Circuit circuit;
    private final Measured measured;
    private final Semaphore calls;
    private final GuardLimits limits;

    Guard(GuardLimits limits, Clocks clocks) {
        this.limits = limits;
        this.circuit = new Circuit(limits);
        this.measured = new Measured(clocks);
        this.calls = new Semaphore(limits.calls());
    }

    /** Something asked of the remote. */
    interface Call<T> {
        T made() throws IOException;
    }

    RemoteState state() {
        return measured.state(circuit.state());
    }

    Measured measured() {
        return measured;
    }

    /** A short question, whose time is measured. */
    <T> T ask(Call<T> call) throws IOException {
        return within(() -> {
            long began = measured.nanos();
            T answer = call.made();
            measured.answered(measured.nanos() - began);
            return answer;
        });
    }

    /** A call that is over when it returns. */
    <T> T within(Call<T> call) throws IOException {
        acquire();
        try {
            return through(call);
        } finally {
            calls.release();
        }
    }

    /** A call that begins a transfer, which goes on until {@link Transfer#close}. */
    Transfer begin() {
        acquire();
        measured.began();
        return new Transfer();
    }

    private <T> T through(Call<T> call) throws IOException {
        circuit.enter();
        boolean failed = false;
        try {
            return call.made();
        } catch (IOException e) {
            failed = counts(e);
            throw e;
        } catch (UncheckedIOException e) {
            IOException cause = Objects.requireNonNull(e.getCause());
            failed = counts(cause);
            throw cause;
        } finally {
            if (failed) {
                circuit.failed();
            } else {
                circuit.worked();
            }
        }
    }

    /** An answer, whatever it says, shows that the remote is there. */
    private boolean counts(IOException failure) {
        measured.failed(failure);
        return !(failure instanceof RefusedException);
    }

    private void acquire() {
        try {
            if (calls.tryAcquire(limits.free().toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new FailureException(new Failure.Busy("too many are asking the remote; try again later"));
    }

    /** A transfer under way. For one thread at a time. */
    final class Transfer implements AutoCloseable {
        private final long beganNanos = measured.nanos();
        private long bytes;
        private long waitedNanos;
        private boolean ended;

        private Transfer() {}

        /** The call that begins it, after which the remote counts as being there. */
        <T> T started(Call<T> call) throws IOException {
            return through(call);
        }

        /** A part of it. */
        <T> T part(Call<T> call) throws IOException {
            long began = measured.nanos();
            try {
                return call.made();
            } catch (IOException e) {
                throw broken(e);
            } catch (UncheckedIOException e) {
                throw broken(Objects.requireNonNull(e.getCause()));
            } finally {
                waitedNanos += measured.nanos() - began;
            }
        }

        private IOException broken(IOException failure) {
            if (counts(failure)) {
                circuit.failed();
            }
            return failure;
        }

        void moved(long count) {
            bytes += count;
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                calls.release();
                measured.ended();
                measured.transferred(new Measured.Speed(bytes, waitedNanos, measured.nanos() - beganNanos));
            }
        }
    }
}
