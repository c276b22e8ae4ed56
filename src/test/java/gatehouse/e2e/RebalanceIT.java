// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Content moves between the repositories of a running server; the real git-annex has put it there and looks after. */
@BeyondTheReference("it moves nothing by itself")
@WithServer(alone = true)
class RebalanceIT {
    private final Bench bench;

    RebalanceIT(Bench bench) {
        this.bench = bench;
    }

    @Test
    void contentIsSpreadAsPlannedAndGitAnnexHasNothingToMove() {
        Disks disks = Disks.of(bench, "spread", 3);
        disks.wanted("balanced=disks");
        disks.fill(24, 20_000, 1);
        JsonObject plan = disks.plan();
        assertThat(plan.getInt("allMoves")).isGreaterThan(8);
        assertThat(plan.getInt("bytes")).isEqualTo(plan.getInt("allMoves") * 20_000);
        assertThat(plan.getJsonArray("moves").getFirst().toString())
                .contains("matches preferred content: balanced=disks[TRUE]");
        assertThat(disks.found().values()).as("nothing moved yet").containsOnly(Set.of(0));

        disks.start("none");
        disks.await("done");
        JsonObject job = disks.job();
        assertThat(job.getInt("moves")).isEqualTo(plan.getInt("allMoves"));
        assertThat(job.getInt("bytes")).isEqualTo(plan.getInt("bytes"));
        assertThat(job.getInt("skipped")).isZero();
        Map<String, Set<Integer>> found = disks.found();
        assertThat(found).hasSize(24);
        assertThat(found.values()).allMatch(at -> at.size() == 1).contains(Set.of(1), Set.of(2));
        disks.agreeWithTheirBranches();
        assertThat(disks.wantedElsewhere()).isEmpty();
        assertThat(disks.plan().getInt("allMoves")).isZero();
    }

    @Test
    void whatIsRequiredByItsMetadataStaysAndWhatIsWantedByItComes() {
        Disks disks = Disks.of(bench, "metadata", 2);
        disks.wanted("metadata=to=second");
        disks.user().does("wanted", disks.disks().get(0).uuid(), "metadata=to=first");
        disks.user().does("required", disks.disks().get(0).uuid(), "metadata=keep=yes");
        disks.fill(4, 10_000, 1);
        disks.user().does("metadata", "-q", "--force", "-s", "to=second", ".");
        disks.user().does("metadata", "-q", "-s", "keep=yes", "file0", "file1");
        disks.user().syncGit();
        disks.start("none");
        disks.await("done");
        assertThat(disks.found().values()).containsExactlyInAnyOrder(Set.of(0, 1), Set.of(0, 1), Set.of(1), Set.of(1));
        disks.agreeWithTheirBranches();
        assertThat(disks.wantedElsewhere()).isEmpty();
        assertThat(disks.plan().getInt("allMoves")).isZero();
    }

    @Test
    void atNoMomentAreThereFewerCopiesThanNumcopies() {
        Disks disks = Disks.of(bench, "copies", 4);
        disks.user().does("numcopies", "2");
        disks.wanted("balanced=disks:2");
        disks.fill(16, 30_000, 2);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> fewest = CompletableFuture.supplyAsync(() -> {
            int least = disks.disks().size();
            while (!over.get()) {
                // All that was there between the two looks is in one of them.
                Map<String, Set<Integer>> seen = disks.found();
                disks.found()
                        .forEach((name, at) -> seen.computeIfAbsent(name, none -> new TreeSet<>())
                                .addAll(at));
                for (Set<Integer> at : seen.values()) {
                    least = Math.min(least, at.size());
                }
            }
            return least;
        });
        disks.start("none");
        disks.await("done");
        over.set(true);
        assertThat(disks.found().values()).allMatch(at -> at.size() == 2);
        assertThat(disks.job().getInt("skipped")).isZero();
        assertThat(fewest.join()).isEqualTo(2);
        disks.agreeWithTheirBranches();
        assertThat(disks.wantedElsewhere()).isEmpty();
    }

    /** Nor where it is lost without anybody having been told. */
    @Test
    void aCopyThatIsOnlyInTheLogCountsForNothing() throws IOException {
        Disks disks = Disks.of(bench, "lost", 3);
        disks.user().does("numcopies", "2");
        disks.user().does("wanted", disks.disks().get(0).uuid(), "nothing");
        for (ServedRepository wanting : disks.disks().subList(1, 3)) {
            disks.user().does("wanted", wanting.uuid(), "anything");
        }
        disks.fill(3, 30_000, 2);
        String lost = disks.user().key("file0");
        Files.delete(disks.disks().get(1).objects().get(lost));
        disks.start("none");
        disks.await("done");
        assertThat(disks.found().get(lost)).containsExactlyInAnyOrder(0, 2);
        assertThat(disks.job().getInt("skipped")).isEqualTo(1);
        assertThat(disks.job().getJsonArray("skippedReasons").toString()).contains("only 1 of 2 needed copies");
        disks.found().forEach((key, at) -> assertThat(at).hasSize(2));
    }

    @Test
    void aKilledServerGoesOnWhereItWas() {
        Disks disks = Disks.of(bench, "killed", 3);
        disks.wanted("fullybalanced=disks");
        disks.fill(30, 100_000, 1);
        int planned = disks.plan().getInt("allMoves");
        disks.start("300 kB");
        Poll.until("some are moved", () -> disks.job().getInt("moves") >= 3);
        bench.server().kill();
        bench.server().start();
        assertThat(disks.state()).isIn("planning", "running");
        Answer limit = AdminApi.of(bench)
                .ask(
                        "PUT",
                        disks.path() + "/bandwidth",
                        Json.createObjectBuilder().add("bandwidth", "none").build());
        assertThat(limit.status()).isEqualTo(200);
        disks.await("done");
        assertThat(disks.job().getInt("skipped")).as(disks.job().toString()).isZero();
        assertThat(disks.job().getInt("moves")).isBetween(planned - 3, planned);
        assertThat(disks.found()).hasSize(30);
        assertThat(disks.found().values()).allMatch(at -> at.size() == 1);
        disks.agreeWithTheirBranches();
        assertThat(disks.plan().getInt("allMoves")).isZero();
    }

    @Test
    void aPausedJobStandsStillThroughARestartAndACancelledOneEnds() {
        Disks disks = Disks.of(bench, "paused", 3);
        disks.wanted("fullybalanced=disks");
        disks.fill(20, 100_000, 1);
        disks.start("200 kB");
        Poll.until("one is moved", () -> disks.job().getInt("moves") >= 1);
        assertThat(disks.ask("paused").status()).isEqualTo(200);
        assertThat(disks.state()).isEqualTo("paused");
        bench.server().stop();
        Map<String, Set<Integer>> before = disks.found();
        bench.server().start();
        assertThat(disks.state()).isEqualTo("paused");
        Poll.pause(Duration.ofSeconds(2).toMillis());
        assertThat(disks.found()).isEqualTo(before);
        assertThat(disks.ask("paused").status()).isEqualTo(409);

        assertThat(disks.ask("running").status()).isEqualTo(200);
        int moves = disks.job().getInt("moves");
        Poll.until("it goes on", () -> disks.job().getInt("moves") > moves);
        assertThat(disks.ask("cancelled").status()).isEqualTo(200);
        assertThat(disks.state()).isEqualTo("cancelled");
        assertThat(disks.ask("running").status()).isEqualTo(409);
        assertThat(disks.plan().getInt("allMoves")).isPositive();
        disks.agreeWithTheirBranches();
        disks.start("none");
        disks.await("done");
        assertThat(disks.plan().getInt("allMoves")).isZero();
    }

    /** A slow machine only makes it slower. */
    @Test
    void noMoreBytesPassThanMay() {
        Disks disks = Disks.of(bench, "slow", 2);
        disks.wanted("include=*");
        disks.fill(6, 500_000, 1);
        long began = System.nanoTime();
        disks.start("1 MB");
        disks.await("done");
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(disks.job().getInt("bytes")).isEqualTo(3_000_000);
        assertThat(3_000_000 / seconds).isLessThan(1_100_000);
    }

    @Test
    void whatDoesNotFitIsSkippedAndTheRestIsDone() {
        Disks disks = Disks.of(bench, "full", 2);
        disks.user().does("wanted", disks.disks().get(1).uuid(), "include=*");
        disks.fill(10, 10_000, 1);
        ServedRepository full = disks.disks().get(1);
        full.annex("maxsize", "here", "35000b").ok();
        AdminApi.of(bench)
                .put(
                        "repositories/" + full.uuid() + "/maxsizerule",
                        Json.createObjectBuilder().add("rule", "hard").build());
        JsonObject plan = disks.plan();
        assertThat(plan.getInt("allMoves")).isEqualTo(3);
        disks.start("none");
        disks.await("done");
        assertThat(full.objects()).hasSize(3);
        disks.agreeWithTheirBranches();
    }
}
