// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.branch.JournalLocked;
import gatehouse.branch.MergeOutcome;
import gatehouse.gateway.GatewaySync;
import gatehouse.gateway.SyncState;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationChange.Presence;
import gatehouse.whereis.LocationJournal.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateways on two servers, on one, and one that is a git-annex repository without a server. Time is the test's own. */
class GatewayExchangeTest {
    private static final String CLUSTER = "ac6a5d2b-3c1f-8c1f-8f0e-6c1d6c1d6c1d";
    private static final Duration SOON = Duration.ofSeconds(8);

    @TempDir
    Path temporary;

    private final AtomicLong seconds = new AtomicLong(1_800_000_000L);
    private RealGit git;
    private Gateway here;
    private Gateway there;
    private int changes;

    /** A server with one repository, and what keeps it in sync. */
    private record Gateway(GitServer server, ServedRepository repository, GatewaySync sync) implements AutoCloseable {
        Uuid uuid() {
            return repository.uuid();
        }

        Path path() {
            return repository.path();
        }

        @Override
        public void close() {
            sync.close();
            server.close();
        }
    }

    private static final class Direct extends AbstractExecutorService {
        private boolean down;

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            down = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            down = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return down;
        }

        @Override
        public boolean isTerminated() {
            return down;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return down;
        }
    }

    private record Host(GitServer server) implements GatewayExchange.Host {
        @Override
        public void flush(Uuid repository) {
            // Nothing waits to be committed.
        }

        @Override
        public MergeOutcome merge(Uuid repository) throws IOException {
            return server.open
                    .with(repository, branch -> {
                        try (JournalLocked locked = branch.lock(GitServer.LOCK_WAIT)) {
                            return branch.merge(locked);
                        }
                    })
                    .orElseThrow();
        }

        @Override
        public Optional<Uuid> servedAt(Path folder) {
            return server.directory.all().stream()
                    .filter(served -> served.path().equals(folder))
                    .map(ServedRepository::uuid)
                    .findFirst();
        }

        @Override
        public Optional<Login> login(URIish uri) {
            return Optional.of(new Login("write", new Login.Password("write")));
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }

    @BeforeEach
    void start() throws IOException {
        git = new RealGit(temporary.resolve("home"));
        here = gateway("here");
        there = gateway("there");
        connect(here, there.server.url("there"), there.uuid());
        connect(there, here.server.url("here"), here.uuid());
        pass(SOON);
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
    }

    @Test
    void aChangeIsInTheOthersBranchWithinSeconds() throws IOException {
        Key key = recorded(here);
        pass(SOON);
        assertThat(holders(there, key)).containsExactly(here.uuid());
        assertThat(state(here).failures()).isZero();
        assertThat(state(here).lastSuccess()).isPresent();
        assertThat(state(here).lastFailure()).isEmpty();
    }

    @Test
    void changesOfBothAreUnitedAndThenNothingMoves() throws IOException {
        Key ours = recorded(here);
        Key theirs = recorded(there);
        pass(Duration.ofSeconds(20));
        assertThat(holders(there, ours)).containsExactly(here.uuid());
        assertThat(holders(here, theirs)).containsExactly(there.uuid());
        String tip = tip(here.path());
        assertThat(tip(there.path())).isEqualTo(tip);

        pass(Duration.ofMinutes(5));

        assertThat(tip(here.path())).isEqualTo(tip);
        assertThat(tip(there.path())).isEqualTo(tip);
    }

    @Test
    void whatHappensWhileTheOtherIsGoneArrivesWhenItIsBack() throws IOException {
        there.close();
        Key ours = recorded(here);
        pass(Duration.ofMinutes(3));
        SyncState cutOff = state(here);
        assertThat(cutOff.failures()).isBetween(4, 10);
        assertThat(cutOff.lastFailure()).isPresent();
        assertThat(cutOff.nextTry()).isBetween(now(), now().plusSeconds(60));

        there = gateway("there");
        connect(here, there.server.url("there"), there.uuid());
        connect(there, here.server.url("here"), here.uuid());
        Key theirs = recorded(there);
        pass(Duration.ofSeconds(20));

        assertThat(holders(there, ours)).containsExactly(here.uuid());
        assertThat(holders(here, theirs)).containsExactly(there.uuid());
        assertThat(state(here).failures()).isZero();
    }

    @Test
    void aForgetOfOneIsMadeByTheOther() throws IOException {
        Key key = recorded(here);
        pass(SOON);
        git.git(here.path(), "annex", "forget", "--force", "-q");
        pass(Duration.ofSeconds(20));
        assertThat(git.git(there.path(), "show", "git-annex:transitions.log")).startsWith("ForgetGitHistory");
        assertThat(holders(there, key)).containsExactly(here.uuid());
        String tip = tip(there.path());
        pass(Duration.ofMinutes(5));
        assertThat(tip(there.path())).isEqualTo(tip);
    }

    @Test
    void gitAnnexAtAPathTakesPart() throws IOException {
        Path real = git.annex(temporary.resolve("real"));
        Uuid uuid = new Uuid(git.git(real, "config", "annex.uuid").strip());
        connect(here, real.toString(), uuid);
        Key key = recorded(here);
        git.git(real, "annex", "numcopies", "3", "-q");
        pass(SOON);
        assertThat(git.git(here.path(), "show", "git-annex:numcopies.log")).endsWith(" 3\n");
        git.git(real, "annex", "merge", "-q");
        assertThat(git.git(real, "annex", "whereis", "--key", key.text()))
                .contains(here.uuid().text());

        pass(Duration.ofMinutes(2));
        String tip = tip(here.path());
        pass(Duration.ofMinutes(5));
        assertThat(tip(here.path())).isEqualTo(tip);
    }

    @Test
    void aRemoteIsFetchedFromBeforeItIsAGatewayAndBroughtNothing() throws IOException {
        ServedRepository theirs = there.server.created("news");
        git.git(here.path(), "config", "remote.news.url", there.server.url("news"));
        Gateway news = new Gateway(there.server, theirs, there.sync);
        Key key = recorded(news);
        String before = git.git(theirs.path(), "for-each-ref");

        assertThat(here.sync.fetch(here.uuid(), "nobody")).isEmpty();
        assertThat(here.sync.fetch(here.uuid(), "news")).isEmpty();

        assertThat(here.server.open.with(
                        here.uuid(), branch -> branch.locationLog(key).present()))
                .hasValueSatisfying(present -> assertThat(present).containsExactly(theirs.uuid()));
        assertThat(git.git(theirs.path(), "for-each-ref")).isEqualTo(before);
        git.git(here.path(), "config", "remote.news.url", "http://127.0.0.1:1/git/news");
        assertThat(here.sync.fetch(here.uuid(), "news")).isPresent();
    }

    @Test
    void anotherRepositoryOfTheSameServerIsMergedAtOnce() throws IOException {
        ServedRepository second = here.server.created("second");
        connect(here, second.path().toString(), second.uuid());
        Key key = recorded(here);
        pass(SOON);
        assertThat(here.server.open.with(
                        second.uuid(), branch -> branch.locationLog(key).present()))
                .hasValueSatisfying(present -> assertThat(present).containsExactly(here.uuid()));
    }

    private Gateway gateway(String name) throws IOException {
        GitServer server = new GitServer(temporary.resolve("on-" + name));
        server.anonymous = gatehouse.tenant.Access.NOTHING;
        server.directory.scan();
        ServedRepository repository =
                server.find(name).isPresent() ? server.find(name).orElseThrow() : server.created(name);
        GatewaySync sync = new GatewaySync(
                () -> List.of(repository.uuid()),
                new GatewayExchange(server.open, new Host(server)),
                new Direct(),
                this::now);
        return new Gateway(server, repository, sync);
    }

    private void connect(Gateway gateway, String url, Uuid uuid) {
        git.git(gateway.path(), "config", "remote.other.url", url);
        git.git(gateway.path(), "config", "remote.other.annex-uuid", uuid.text());
        git.git(gateway.path(), "config", "remote.other.annex-cluster-gateway", CLUSTER);
    }

    /** Lets time pass, in which both look each second. */
    private void pass(Duration time) {
        for (int i = 0; i < time.toSeconds(); i++) {
            seconds.incrementAndGet();
            here.sync.look();
            there.sync.look();
        }
    }

    private Instant now() {
        return Instant.ofEpochSecond(seconds.get());
    }

    private SyncState state(Gateway gateway) {
        return gateway.sync.states(gateway.uuid()).getFirst();
    }

    /** A key that a gateway's branch says it has. */
    private Key recorded(Gateway gateway) throws IOException {
        Key key = new Key("WORM-s1--k" + changes++);
        LocationChange change =
                new LocationChange(gateway.uuid(), key, gateway.uuid(), Presence.PRESENT, 5_000_000_000L);
        gateway.server.open.with(gateway.uuid(), branch -> {
            try (JournalLocked locked = branch.lock(GitServer.LOCK_WAIT)) {
                return branch.record(locked, List.of(new Entry(changes, change)));
            }
        });
        return key;
    }

    private static java.util.Set<Uuid> holders(Gateway gateway, Key key) throws IOException {
        return gateway.server
                .open
                .with(gateway.uuid(), branch -> branch.locationLog(key).present())
                .orElseThrow();
    }

    private String tip(Path repository) {
        return git.git(repository, "rev-parse", "git-annex").strip();
    }
}
