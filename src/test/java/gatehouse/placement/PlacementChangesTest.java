// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.branch.RealAnnex;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Group;
import gatehouse.repository.MaxSize;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings that we change, as the real git-annex reads them, and those that it changes at the same time. */
class PlacementChangesTest {
    private static final Uuid ELSEWHERE = new Uuid("00000000-0000-4000-8000-000000000001");
    private static final int ROUNDS = 8;

    @TempDir
    Path folder;

    private RealAnnex annex;
    private Uuid here;
    private PlacementChanges changes;
    private Placements placements;

    @BeforeEach
    void serve() throws IOException {
        annex = RealAnnex.initialised(folder.resolve("served"));
        here = annex.uuid();
        changes = new PlacementChanges(ServedAnnex.of(annex), InstantSource.system());
        placements = new Placements(ServedAnnex.of(annex));
    }

    @AfterEach
    void close() {
        annex.close();
    }

    @Test
    void gitAnnexReadsEverySetting() throws IOException {
        apply(new SettingChange.MaxSizeOf(here, new MaxSize(12_345)));
        apply(new SettingChange.Join(here, new Group("archive")));
        apply(new SettingChange.Join(here, new Group("b\u00c3\u00a4r")));
        apply(new SettingChange.Wanted(here, "include=*.\u00c3\u00a4\nor standard"));
        apply(new SettingChange.Required(here, "largerthan=3mb"));
        apply(new SettingChange.GroupWanted(new Group("archive"), "present"));
        apply(new SettingChange.Copies(new NumCopies(3)));
        apply(new SettingChange.LeastCopies(new MinCopies(2)));
        apply(new SettingChange.Trust(here, TrustLevel.UNTRUSTED));

        assertThat(annex.run("git", "annex", "maxsize", "--bytes", "here").strip())
                .isEqualTo("12345");
        assertThat(annex.run("git", "annex", "group", "here").strip()).isEqualTo("archive b\u00c3\u00a4r");
        assertThat(annex.run("git", "annex", "wanted", "here").strip()).isEqualTo("include=*.\u00c3\u00a4 or standard");
        assertThat(annex.run("git", "annex", "required", "here").strip()).isEqualTo("largerthan=3mb");
        assertThat(annex.run("git", "annex", "groupwanted", "archive").strip()).isEqualTo("present");
        assertThat(annex.run("git", "annex", "numcopies").strip()).isEqualTo("3");
        assertThat(annex.run("git", "annex", "mincopies").strip()).isEqualTo("2");
        assertThat(annex.run("git", "annex", "info", "--fast", "--json"))
                .containsPattern("\"untrusted repositories\":\\[\\{[^]]*" + here);

        apply(new SettingChange.Leave(here, new Group("archive")));
        apply(new SettingChange.Wanted(here, ""));
        apply(new SettingChange.MaxSizeOf(here, SettingChange.MaxSizeOf.NONE));
        assertThat(annex.run("git", "annex", "group", "here").strip()).isEqualTo("b\u00c3\u00a4r");
        assertThat(annex.run("git", "annex", "wanted", "here").strip()).isEmpty();
        assertThat(annex.run("git", "annex", "maxsize", "--bytes", "here").strip())
                .isEqualTo("0");
        annex.run("git", "fsck", "--strict");
    }

    @Test
    void aChangeTellsWhatWasBeforeAndWhatIsAfterIt() throws IOException {
        annex.run("git", "annex", "numcopies", "-q", "7");
        PlacementChanges.Changed changed = apply(new SettingChange.Copies(new NumCopies(2)));

        assertThat(changed.before().numCopies()).contains(new NumCopies(7));
        assertThat(changed.after().numCopies()).contains(new NumCopies(2));
    }

    @Test
    void aDeadRepositoryIsInNoGroup() throws IOException {
        annex.run("git", "annex", "group", "-q", "here", "archive");
        apply(new SettingChange.Trust(here, TrustLevel.DEAD));

        assertThat(annex.run("git", "annex", "group", "here").strip()).isEmpty();
        assertThat(annex.run("git", "annex", "info", "--fast", "--json"))
                .doesNotContainPattern("\"semitrusted repositories\":\\[\\{[^]]*" + here);
    }

    /**
     * All in the same files. The groups of one repository are one value, which git-annex reads before it takes the
     * lock: so it is given one that we leave alone.
     */
    @Test
    void nothingIsLostWhenGitAnnexAndWeChangeSettingsAtTheSameTime() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> running = List.of(
                    threads.submit(() -> {
                        for (int i = 0; i < ROUNDS; i++) {
                            annex.run("git", "annex", "group", "-q", "here", "theirs" + i);
                            annex.run("git", "annex", "groupwanted", "-q", "theirs" + i, "copies=" + i);
                        }
                        return true;
                    }),
                    threads.submit(() -> ours("ours")),
                    threads.submit(() -> ours("others")));
            for (Future<?> one : running) {
                one.get(2, TimeUnit.MINUTES);
            }
        }
        PlacementRules rules = placements.of(here).orElseThrow();
        for (int i = 0; i < ROUNDS; i++) {
            for (String name : List.of("theirs", "ours", "others")) {
                assertThat(rules.groups(name.equals("theirs") ? here : ELSEWHERE))
                        .contains(new Group(name + i));
                assertThat(rules.logs().expressions().ofGroups()).containsEntry(new Group(name + i), "copies=" + i);
            }
        }
        assertThat(annex.run("git", "annex", "group", "here").strip().split(" "))
                .hasSize(ROUNDS);
    }

    private boolean ours(String name) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            apply(new SettingChange.Join(ELSEWHERE, new Group(name + i)));
            apply(new SettingChange.GroupWanted(new Group(name + i), "copies=" + i));
        }
        return true;
    }

    @Test
    void whatCannotBeWrittenIsNoChange() {
        assertThatThrownBy(() -> new SettingChange.Wanted(here, "inclde=x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SettingChange.Required(here, "foo")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SettingChange.GroupWanted(new Group("a"), "foo"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SettingChange.Copies(new NumCopies(0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SettingChange.LeastCopies(new MinCopies(1_000_000_000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SettingChange.MaxSizeOf(here, new MaxSize(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRepositoryThatIsNotServedIsNotChanged() {
        assertThatThrownBy(() -> changes.apply(ELSEWHERE, new SettingChange.Copies(new NumCopies(2))))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Missing.class));
    }

    @Test
    void aLocationIsKnownByWhatGitAnnexKnowsItBy() throws IOException {
        Uuid second = new Uuid("00000000-0000-4000-8000-000000000002");
        Uuid third = new Uuid("00000000-0000-4000-8000-000000000003");
        annex.run("git", "annex", "describe", "-q", "here", "the one");
        annex.run("git", "config", "remote.far.url", "/nowhere");
        annex.run("git", "config", "remote.far.annex-uuid", ELSEWHERE.text());
        annex.run("git", "annex", "describe", "-q", "far", "twin");
        apply(new SettingChange.Join(second, new Group("a")));
        assertThat(name("twin")).isEqualTo(new LocationName.Known(ELSEWHERE));
        for (String name : Set.of("here", ".", "the one", here.text())) {
            assertThat(name(name)).as(name).isEqualTo(new LocationName.Known(here));
        }
        assertThat(name("far")).isEqualTo(new LocationName.Known(ELSEWHERE));
        assertThat(name(ELSEWHERE.text())).isEqualTo(new LocationName.Known(ELSEWHERE));
        assertThat(name(second.text())).isEqualTo(new LocationName.Known(second));
        for (String name : Set.of("", "nowhere", "the", third.text())) {
            assertThat(name(name)).as(name).isEqualTo(new LocationName.Unknown());
        }
        annex.run("git", "annex", "describe", "-q", "here", "twin");
        assertThat(name("twin")).isInstanceOf(LocationName.Ambiguous.class);
    }

    private LocationName name(String name) throws IOException {
        return LocationName.of(name, placements.of(here).orElseThrow());
    }

    private PlacementChanges.Changed apply(SettingChange change) throws IOException {
        return changes.apply(here, change);
    }
}
