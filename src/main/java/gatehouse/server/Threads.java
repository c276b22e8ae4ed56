// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the server, beside the container's that answer requests.
 *
 * @param timer short tasks: idle transfers, locks that expire
 * @param commits commits to git-annex branches
 * @param hashing what overlaps with receiving; rejects what is too much, which is then done by who receives
 * @param git requests of git clients, that may take long
 * @param counting counts sizes, one repository at a time
 * @param remotes what waits for other servers: each of them bounds how much that is
 * @param client asks other servers, on those threads
 * @param background what nobody waits for: looking for repositories, packing, emptying trash
 */
record Threads(
        ScheduledExecutorService timer,
        ScheduledExecutorService commits,
        ExecutorService hashing,
        ExecutorService git,
        ExecutorService counting,
        ExecutorService remotes,
        HttpClient client,
        ScheduledExecutorService background)
        implements AutoCloseable {
    private static final int GIT_REQUESTS = 32;
    private static final int GIT_QUEUE = 256;
    private static final int HASHING_QUEUE = 64;
    private static final Duration CONNECT_WAIT = Duration.ofSeconds(10);
    private static final Duration STOP_WAIT = Duration.ofSeconds(10);

    static Threads started() {
        int processors = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor hashing = new ThreadPoolExecutor(
                Math.max(2, processors),
                Math.max(2, processors),
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(HASHING_QUEUE),
                named("gatehouse-hash"));
        ThreadPoolExecutor git = new ThreadPoolExecutor(
                GIT_REQUESTS,
                GIT_REQUESTS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(GIT_QUEUE),
                named("gatehouse-git"));
        List.of(hashing, git).forEach(pool -> pool.allowCoreThreadTimeOut(true));
        ExecutorService remotes = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("gatehouse-remote-", 0).factory());
        return new Threads(
                Executors.newScheduledThreadPool(1, named("gatehouse-timer")),
                Executors.newScheduledThreadPool(2, named("gatehouse-commit")),
                hashing,
                git,
                Executors.newSingleThreadExecutor(named("gatehouse-counting")),
                remotes,
                client(remotes),
                Executors.newScheduledThreadPool(2, named("gatehouse-background")));
    }

    private static HttpClient client(ExecutorService threads) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_WAIT)
                .executor(threads)
                .build();
    }

    @Override
    public void close() {
        client.shutdownNow();
        List<ExecutorService> all = List.of(background, counting, remotes, git, hashing, commits, timer);
        all.forEach(ExecutorService::shutdownNow);
        for (ExecutorService pool : all) {
            try {
                pool.awaitTermination(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static ThreadFactory named(String name) {
        return Thread.ofPlatform().name(name + "-", 0).daemon(true).factory();
    }
}
