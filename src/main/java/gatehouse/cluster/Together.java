// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import gatehouse.failure.FailureException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks several nodes at once, for a limited time. One that fails or is late does not keep the others from answering.
 *
 * @param threads a thread for each task; stays its owner's
 */
record Together(ExecutorService threads, Duration limit) {
    private static final System.Logger LOG = System.getLogger(Together.class.getName());

    /** What is asked of a node. */
    @FunctionalInterface
    interface Question<T> {
        T of(Node node) throws IOException;
    }

    /** What came of it. */
    sealed interface Answer<T> {
        Node node();

        record Given<T>(Node node, T value) implements Answer<T> {}

        record Failed<T>(Node node, Exception reason) implements Answer<T> {}
    }

    /** In the order of the nodes. */
    <T> List<Answer<T>> ask(List<Node> nodes, Question<T> question) throws IOException {
        if (nodes.size() == 1) {
            return List.of(answer(nodes.getFirst(), question));
        }
        List<Future<Answer<T>>> asked = new ArrayList<>(nodes.size());
        List<Answer<T>> answers = new ArrayList<>(nodes.size());
        long endNanos = System.nanoTime() + limit.toNanos();
        try {
            for (Node node : nodes) {
                asked.add(threads.submit(() -> answer(node, question)));
            }
            for (int i = 0; i < nodes.size(); i++) {
                answers.add(awaited(nodes.get(i), asked.get(i), endNanos));
            }
            return answers;
        } catch (RejectedExecutionException e) {
            throw new IOException("the server stops", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while nodes were asked");
        } finally {
            asked.forEach(one -> one.cancel(true));
        }
    }

    private static <T> Answer<T> awaited(Node node, Future<Answer<T>> asked, long endNanos)
            throws InterruptedException {
        try {
            return asked.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return failed(node, new IOException("it does not answer in time", e));
        } catch (ExecutionException | CancellationException e) {
            return failed(node, e);
        }
    }

    private static <T> Answer<T> answer(Node node, Question<T> question) {
        try {
            return new Answer.Given<>(node, question.of(node));
        } catch (IOException | FailureException e) {
            return failed(node, e);
        }
    }

    static <T> Answer<T> failed(Node node, Exception reason) {
        LOG.log(System.Logger.Level.INFO, "node " + node.uuid() + " fails: " + reason.getMessage());
        return new Answer.Failed<>(node, reason);
    }
}
