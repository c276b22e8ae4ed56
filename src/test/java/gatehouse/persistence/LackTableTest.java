// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.cluster.Lack;
import gatehouse.cluster.Lacks;
import gatehouse.key.Key;
import gatehouse.repository.ClusterUuid;
import gatehouse.repository.Uuid;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource
class LackTableTest {
    private static final ClusterUuid CLUSTER = new ClusterUuid(new Uuid("ac000000-0000-8000-8000-000000000001"));
    private static final Lack.Where HERE = new Lack.Where(new Uuid("hub"), CLUSTER, new Uuid("node-\u00ff"));
    private static final Lack.Where THERE = new Lack.Where(new Uuid("hub"), CLUSTER, new Uuid("NODE-\u00ff"));

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
        store = new OpenStore(database, InstantSource.system());
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private Lacks lacks() {
        return store.tables.lacks();
    }

    private static Lack lack(Lack.Where where, int number) {
        return new Lack(where, new Key("SHA256-s1--" + number), Optional.of("d\u00ff/" + number));
    }

    @Test
    void whatANodeLacksIsKeptOnceAndInOrder() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(lacks().add(lack(HERE, i))).isTrue();
        }
        assertThat(lacks().add(lack(HERE, 2))).isTrue();
        assertThat(lacks().add(new Lack(THERE, new Key("SHA256-s1--2"), Optional.empty())))
                .isTrue();
        store.close();
        open();
        assertThat(lacks().nodes()).containsExactlyInAnyOrder(HERE, THERE);
        assertThat(lacks().at(HERE, 3)).containsExactly(lack(HERE, 0), lack(HERE, 1), lack(HERE, 2));
        assertThat(lacks().at(THERE, 3)).containsExactly(new Lack(THERE, new Key("SHA256-s1--2"), Optional.empty()));
        assertThat(lacks().at(HERE, 9)).hasSize(5);
    }

    @Test
    void whatItHasGotIsForgotten() {
        lacks().add(lack(HERE, 1));
        lacks().add(lack(HERE, 2));
        lacks().add(lack(THERE, 1));
        lacks().remove(lack(HERE, 1));
        assertThat(lacks().at(HERE, 9)).containsExactly(lack(HERE, 2));
        lacks().removeAll(HERE);
        assertThat(lacks().nodes()).containsExactly(THERE);
    }
}
