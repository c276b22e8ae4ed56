// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Compares passwords with hashes, and remembers for a while which matched, so that a client that shows its password
 * with every request costs one comparison. What is remembered is that a password matches a hash, which no change of an
 * account makes untrue; it is kept as a keyed digest with a secret of this process. Safe for use by many threads.
 */
final class Verifier {
    private static final int MAX_REMEMBERED = 10_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int WAIT_SECONDS = 10;
    /** More waiting than this could not be served in the time that each waits. */
    private static final int MAX_WAITING = 64;

    private static final String DIGEST = "HmacSHA256";

    private final Cache<ByteBuffer, Boolean> matched;
    private final ConcurrentMap<ByteBuffer, CompletableFuture<Boolean>> underWay = new ConcurrentHashMap<>();
    private final Semaphore comparisons =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()), true);
    private final SecretKeySpec secret;

    Verifier(SecureRandom random, LongSupplier nanoClock) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        secret = new SecretKeySpec(key, DIGEST);
        matched = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterAccess(REMEMBERED)
                .ticker(nanoClock::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /**
     * @param beforeComparing is run when nothing is remembered, once for many that ask the same at the same time; what
     *     it throws is thrown
     * @throws FailureException Busy when too many comparisons are under way
     */
    boolean matches(PasswordHash hash, byte[] password, Runnable beforeComparing) {
        ByteBuffer question = digest(hash, password);
        if (matched.getIfPresent(question) != null) {
            return true;
        }
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        CompletableFuture<Boolean> earlier = underWay.putIfAbsent(question, answer);
        if (earlier != null) {
            return await(earlier);
        }
        try {
            beforeComparing.run();
            boolean matches = compare(hash, password);
            if (matches) {
                matched.put(question, true);
            }
            answer.complete(matches);
            return matches;
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(question, answer);
        }
    }

    /** Whether the password is known to match, without comparing. */
    boolean remembers(PasswordHash hash, byte[] password) {
        return matched.getIfPresent(digest(hash, password)) != null;
    }

    private boolean compare(PasswordHash hash, byte[] password) {
        if (comparisons.getQueueLength() >= MAX_WAITING) {
            throw busy();
        }
        try {
            if (!comparisons.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return hash.matches(password);
        } finally {
            comparisons.release();
        }
    }

    private static boolean await(CompletableFuture<Boolean> answer) {
        try {
            return answer.get(2L * WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } catch (TimeoutException e) {
            throw busy();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FailureException failure) {
                throw new FailureException(failure.failure());
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private ByteBuffer digest(PasswordHash hash, byte[] password) {
        try {
            Mac mac = Mac.getInstance(DIGEST);
            mac.init(secret);
            mac.update(hash.text().getBytes(StandardCharsets.US_ASCII));
            return ByteBuffer.wrap(mac.doFinal(password));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FailureException busy() {
        return new FailureException(new Failure.Busy("too many sign-ins at the same time; try again later"));
    }
}
