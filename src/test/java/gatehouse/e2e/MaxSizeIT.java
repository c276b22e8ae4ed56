// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Repositories that are held to their maxsize, whoever puts content there. */
@WithServer
@BeyondTheReference("nobody is held to a maxsize")
class MaxSizeIT {
    private static final int MAX_BYTES = 100_000;
    private static final int BUSY = 503;
    private static final int NO_SPACE = 507;
    private static final int WRITERS = 8;
    private static final int LIMIT_SECONDS = 120;

    private final Bench bench;
    private ServedRepository held;
    private AnnexApi api;
    private Random random = new Random(0);

    MaxSizeIT(Bench bench) {
        this.bench = bench;
        this.held = bench.repository();
        this.api = bench.api();
    }

    @BeforeEach
    void makeARepositoryThatIsHeldToItsMaxsize(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        random = new Random(name.hashCode());
        held = bench.moreRepositories(name, 1).getFirst();
        api = new AnnexApi(bench.server(), held.uuid());
        held.annex("maxsize", "here", MAX_BYTES + "B").ok();
        launched("repository", "limit", held.uuid(), "hard").ok();
        // How much it holds is counted soon after it was found.
        byte[] nothing = new byte[0];
        Poll.until("its size is counted", () -> put(nothing).status() != BUSY);
    }

    private Answer put(byte[] content) {
        return api.put(Keys.sha256(content), content);
    }

    private byte[] content(int bytes) {
        return Keys.content(random, bytes);
    }

    private Ran launched(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of("gatehouse").toAbsolutePath().toString(),
                "--data",
                bench.folder().resolve("data").toString()));
        command.addAll(List.of(arguments));
        return bench.machine().run(bench.folder(), command);
    }

    private void isStored(Answer answer) {
        assertThat(answer.text()).as(answer.toString()).isEqualTo("{\"plusuuids\":[],\"stored\":true}");
    }

    private void isRefused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(NO_SPACE);
        assertThat(answer.text()).contains("it does not fit", MAX_BYTES + " bytes at most");
    }

    /** A put of which only so much is sent. */
    private Wire begun(byte[] content, int sentBytes) {
        Wire wire = Wire.to(bench.server().port());
        wire.send(Request.of("POST", api.target("v4", "put", Keys.sha256(content), ""))
                .declaring(content.length)
                .with(Request.OCTETS)
                .with("Content-Length: " + content.length)
                .sending(Arrays.copyOf(content, sentBytes))
                .wire());
        return wire;
    }

    @Test
    void whatFitsToTheLastByteIsStoredAndTheNextIsRefused() {
        isStored(put(content(MAX_BYTES - 1)));
        isRefused(put(content(2)));
        isStored(put(content(1)));
        isRefused(put(content(1)));
    }

    @Test
    void aPutThatDoesNotFitIsRefusedBeforeItsBodyIsRead() {
        byte[] content = content(MAX_BYTES + 1);
        try (Wire wire = begun(content, 0)) {
            isRefused(wire.answer());
        }
        assertThat(held.partial()).isEmpty();
    }

    @Test
    void anUploadThatEndsEarlyGivesItsRoomBackAtOnce() {
        byte[] content = content(90_000);
        byte[] other = content(50_000);
        try (Wire wire = begun(content, 40_000)) {
            Poll.until("it has begun", () -> !held.partial().isEmpty());
            isRefused(put(other));
        }
        Poll.until("the room is free again", () -> put(other).status() == 200);
        isRefused(put(content));
    }

    @Test
    void oneKeyThatTwoPutAtTheSameTimeTakesItsRoomOnce() {
        byte[] content = content(60_000);
        byte[] rest = Arrays.copyOfRange(content, 30_000, content.length);
        try (Wire one = begun(content, 30_000);
                Wire other = begun(content, 30_000)) {
            Poll.until("they have begun", () -> !held.partial().isEmpty());
            isStored(put(content(40_000)));
            one.send(rest);
            other.send(rest);
            isStored(one.answer());
            isStored(other.answer());
        }
        isRefused(put(content(1)));
    }

    @Test
    void aRemovalMakesRoom() {
        byte[] content = content(MAX_BYTES);
        isStored(put(content));
        assertThat(api.post("remove", Keys.sha256(content)).text()).contains("true");
        isStored(put(content(MAX_BYTES)));
    }

    @Test
    void contentThatIsThereAlreadyIsNotRefused() {
        byte[] content = content(MAX_BYTES);
        isStored(put(content));
        isStored(put(content));
    }

    @Test
    void whatWasRemovedIsNotPutBackWhereItNoLongerFits() {
        launched("repository", "trash", held.uuid(), "3600").ok();
        byte[] content = content(MAX_BYTES);
        isStored(put(content));
        api.post("remove", Keys.sha256(content));
        byte[] other = content(1);
        isStored(put(other));
        Ran undelete = launched("repository", "undelete", held.uuid(), Keys.sha256(content));
        assertThat(undelete.exit()).isEqualTo(1);
        assertThat(undelete.errors()).contains("it does not fit");
        assertThat(api.isPresent(Keys.sha256(content))).isFalse();
        api.post("remove", Keys.sha256(other));
        launched("repository", "undelete", held.uuid(), Keys.sha256(content)).ok();
        assertThat(api.isPresent(Keys.sha256(content))).isTrue();
        isRefused(put(content(1)));
    }

    @Test
    void anAdvisoryMaxsizeHoldsNobody() {
        launched("repository", "limit", held.uuid(), "advisory").ok();
        isStored(put(content(MAX_BYTES + 1)));
        launched("repository", "limit", held.uuid(), "hard").ok();
        isRefused(put(content(1)));
    }

    @Test
    void whatGitAnnexDoesToTheRepositoryCounts() {
        byte[] content = content(MAX_BYTES);
        isStored(put(content));
        Poll.until("the branch knows it", () -> held.isLogged(Keys.sha256(content)));
        held.annex("drop", "--force", "--key", Keys.sha256(content)).ok();
        byte[] other = content(MAX_BYTES - 1);
        Poll.until("the size is known", () -> put(other).status() != NO_SPACE);
        assertThat(api.isPresent(Keys.sha256(other))).isTrue();
    }

    @Test
    void writersFillItToTheLastObjectThatFits() throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Integer> stored = new ConcurrentHashMap<>();
        Map<String, Integer> refused = new ConcurrentHashMap<>();
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random own = new Random(random.nextLong());
                running.add(writers.submit(() -> fill(own, stored, refused)));
            }
            for (Future<?> writer : running) {
                writer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        }
        int sum = stored.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(sum).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(refused.values()).isNotEmpty().allMatch(bytes -> sum + bytes > MAX_BYTES);
        assertThat(held.objects().keySet()).containsAll(stored.keySet()).doesNotContainAnyElementsOf(refused.keySet());
    }

    private void fill(Random own, Map<String, Integer> stored, Map<String, Integer> refused) {
        for (int refusals = 0; refusals < 3; ) {
            byte[] content = Keys.content(own, 1 + own.nextInt(5_000));
            Answer answer = put(content);
            if (answer.status() == NO_SPACE) {
                refused.put(Keys.sha256(content), content.length);
                refusals++;
            } else {
                isStored(answer);
                stored.put(Keys.sha256(content), content.length);
            }
        }
    }

    @Test
    void theClientSaysWhyNothingWasStored() {
        Clone clone = Clone.of(
                bench.server(),
                held,
                Machine.at(bench.newFolder("held-home"), AnnexRelease.NEWEST),
                bench.folder().resolve("held-clone"));
        clone.does("init", "-q", "clone")
                .write("large", content(MAX_BYTES + 1))
                .commit()
                .syncGit();
        Ran copy = clone.annex("copy", "--to", "origin", "large");
        assertThat(copy.exit()).isNotZero();
        assertThat(copy.output() + copy.errors()).contains("507 it does not fit", MAX_BYTES + " bytes at most");
        assertThat(clone.originHas("large")).isFalse();
    }
}
