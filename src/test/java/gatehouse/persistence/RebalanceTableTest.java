// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.key.Key;
import gatehouse.rebalance.Job;
import gatehouse.rebalance.Job.Progress;
import gatehouse.rebalance.Job.State;
import gatehouse.rebalance.Jobs;
import gatehouse.rebalance.Jobs.Restless;
import gatehouse.repository.Uuid;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource
class RebalanceTableTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_790_000_000_123L);
    private static final Uuid REPOSITORY = new Uuid("repo-\u00ff-1");
    private static final Uuid OTHER = new Uuid("REPO-\u00ff-1");

    @Parameter
    TestDatabase.Kind kind;

    @TempDir
    Path folder;

    private TestDatabase database;
    private OpenStore store;

    @BeforeEach
    void open() throws Exception {
        if (database == null) {
            database = TestDatabase.of(kind, folder);
        }
        store = new OpenStore(database, InstantSource.fixed(NOW));
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void theLastJobOfARepositoryIsKept() throws Exception {
        assertThat(jobs().of(REPOSITORY)).isEmpty();
        Job first = job(REPOSITORY, State.RUNNING, OptionalLong.of(1_000_000));
        Job other = job(OTHER, State.PAUSED, OptionalLong.empty());
        jobs().save(first);
        jobs().save(other);
        close();
        open();
        assertThat(jobs().of(REPOSITORY)).contains(first);
        assertThat(jobs().of(OTHER)).contains(other);
        assertThat(jobs().underWay()).containsExactly(first);
        Job failed = new Job(
                REPOSITORY,
                State.FAILED,
                "the disk f\u00e4iled",
                OptionalLong.empty(),
                new Progress(1, 2, 3, Long.MAX_VALUE, Long.MAX_VALUE),
                NOW,
                NOW.plusMillis(7));
        jobs().save(failed);
        assertThat(jobs().of(REPOSITORY)).contains(failed);
        assertThat(jobs().underWay()).isEmpty();
    }

    @Test
    void whatDoesNotComeToRestIsKeptAndReplaced() {
        assertThat(jobs().restless(REPOSITORY)).isEqualTo(Restless.NONE);
        Set<Key> many = IntStream.range(0, 2500)
                .mapToObj(i -> new Key("XTEST-s7--\u00ff" + i))
                .collect(Collectors.toSet());
        Restless first = new Restless("ab12", many);
        Restless ofOther = new Restless("cd34", Set.of(new Key("XTEST--one")));
        jobs().save(REPOSITORY, first);
        jobs().save(OTHER, ofOther);
        assertThat(jobs().restless(REPOSITORY)).isEqualTo(first);
        jobs().save(REPOSITORY, new Restless("ef56", Set.of()));
        assertThat(jobs().restless(REPOSITORY).keys()).isEmpty();
        assertThat(jobs().restless(OTHER)).isEqualTo(ofOther);
    }

    private Jobs jobs() {
        return store.tables.rebalancing();
    }

    private static Job job(Uuid repository, State state, OptionalLong limit) {
        return new Job(repository, state, "", limit, new Progress(1, 2, 3, 4, 5), NOW, NOW.plusSeconds(1));
    }
}
