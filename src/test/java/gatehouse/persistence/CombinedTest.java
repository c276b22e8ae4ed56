// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service that doubles numbers, and stops at a gate where a group has one. */
@Timeout(60)
class CombinedTest {
    private static final int MANY = 40;
    private static final int ROUNDS = 200;
    private static final int LIMIT_SECONDS = 30;

    private final Queue<Integer> unwanted = new ConcurrentLinkedQueue<>();
    private final Queue<List<Integer>> served = new ConcurrentLinkedQueue<>();
    private final Semaphore atTheGate = new Semaphore(0);
    private final Semaphore gate = new Semaphore(0);
    private final Combined<String, Integer, Integer> doubling = new Combined<>(this::doubled, unwanted::add);

    private void doubled(String group, List<Combined.Asked<Integer, Integer>> asked) {
        served.add(asked.stream().map(Combined.Asked::question).toList());
        if (group.equals("gated")) {
            pass();
        }
        for (Combined.Asked<Integer, Integer> one : asked) {
            if (one.question() < 0) {
                throw new IllegalArgumentException("below zero");
            }
            doubling.answer(one, 2 * one.question());
        }
    }

    @Test
    void everybodyGetsTheirOwnAnswerAndManyAreAnsweredTogether() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(MANY)) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                int from = i * ROUNDS;
                String group = "group " + i % 3;
                all.add(threads.submit(() -> {
                    for (int number = from; number < from + ROUNDS; number++) {
                        assertThat(doubling.ask(group, number)).isEqualTo(2 * number);
                    }
                    return true;
                }));
            }
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        }
        assertThat(served.stream().mapToInt(List::size).sum()).isEqualTo(MANY * ROUNDS);
        assertThat(unwanted).isEmpty();
    }

    @Test
    void whoComesWhileAnotherIsAnsweredIsAnsweredNextTogetherWithTheOthers() throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Integer>> all = new ArrayList<>();
            all.add(threads.submit(() -> doubling.ask("gated", 0)));
            assertThat(atTheGate.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            for (int i = 1; i <= 5; i++) {
                int number = i;
                all.add(threads.submit(() -> doubling.ask("gated", number)));
            }
            Thread.sleep(300);
            assertThat(doubling.ask("another", 7))
                    .as("of a group that is not waiting")
                    .isEqualTo(14);
            gate.release(MANY);
            for (int i = 0; i <= 5; i++) {
                assertThat(all.get(i).get()).isEqualTo(2 * i);
            }
        }
        assertThat(served).hasSize(3);
        assertThat(List.copyOf(served).get(2)).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }

    @Test
    void aFailureIsToldToThoseAnsweredTogetherAndTheNextAreAnswered() {
        assertThatThrownBy(() -> doubling.ask("group", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(doubling.ask("group", 4)).isEqualTo(8);
    }

    @Test
    void theAnswerToSomebodyWhoHasGoneIsUnwanted() throws Exception {
        AtomicReference<Throwable> told = new AtomicReference<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<Integer> first = threads.submit(() -> doubling.ask("gated", 1));
            assertThat(atTheGate.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            Future<Integer> second = threads.submit(() -> doubling.ask("gated", 2));
            Thread.sleep(200);
            Thread third = Thread.ofPlatform().start(() -> {
                try {
                    doubling.ask("gated", 3);
                } catch (FailureException e) {
                    told.set(e);
                }
            });
            Thread.sleep(200);
            gate.release();
            assertThat(atTheGate.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            third.interrupt();
            third.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            gate.release();
            assertThat(first.get()).isEqualTo(2);
            assertThat(second.get()).isEqualTo(4);
        }
        assertThat(told.get()).isInstanceOf(FailureException.class);
        assertThat(unwanted).containsExactly(6);
    }

    private void pass() {
        try {
            atTheGate.release();
            gate.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
