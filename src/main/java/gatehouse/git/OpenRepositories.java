// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.AnnexBranches;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Repository;

/** The git repositories that are in use, each opened once. Safe for use by many threads. */
public final class OpenRepositories implements AnnexBranches, AutoCloseable {
    private final Function<Uuid, Optional<ServedRepository>> served;
    private final InstantSource clock;
    private final Instant started;
    private final ConcurrentMap<Uuid, Opened> open = new ConcurrentHashMap<>();

    private record Opened(ServedRepository served, Repository repository, AnnexBranch branch) {}

    /** Something done with an open repository. */
    public interface RepositoryUse<R> {
        R of(Repository repository) throws IOException;
    }

    /** @param served what is served under a UUID now */
    public OpenRepositories(Function<Uuid, Optional<ServedRepository>> served, InstantSource clock) {
        this.served = served;
        this.clock = clock;
        this.started = clock.instant();
    }

    @Override
    public <R> Optional<R> with(Uuid uuid, Use<R> use) throws IOException {
        Optional<Opened> opened = open(uuid);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (Repository repository = opened.get().repository()) {
            return Optional.of(use.of(opened.get().branch()));
        }
    }

    /** As {@link #with}, with the git repository itself. */
    public <R> Optional<R> withRepository(Uuid uuid, RepositoryUse<R> use) throws IOException {
        Optional<Opened> opened = open(uuid);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (Repository repository = opened.get().repository()) {
            return Optional.of(use.of(repository));
        }
    }

    /** A repository whose use count this call has raised; to be closed once. */
    private Optional<Opened> open(Uuid uuid) throws IOException {
        Optional<ServedRepository> now = served.apply(uuid);
        if (now.isEmpty()) {
            return Optional.empty();
        }
        Opened opened = open.get(uuid);
        if (opened == null || !opened.served().equals(now.get())) {
            opened = replace(now.get());
        }
        opened.repository().incrementOpen();
        return Optional.of(opened);
    }

    private synchronized Opened replace(ServedRepository now) throws IOException {
        Opened current = open.get(now.uuid());
        if (current != null && current.served().equals(now)) {
            return current;
        }
        Repository repository = new FileRepository(now.config().gitDir().toFile());
        InterruptedPushes.delete(repository, started);
        Opened opened = new Opened(now, repository, new AnnexBranch(repository, now.config(), clock));
        open.put(now.uuid(), opened);
        if (current != null) {
            current.repository().close();
        }
        return opened;
    }

    /** Closes a repository as soon as nobody uses it. */
    public synchronized void forget(Uuid uuid) {
        Opened opened = open.remove(uuid);
        if (opened != null) {
            opened.repository().close();
        }
    }

    @Override
    public synchronized void close() {
        open.keySet().forEach(this::forget);
    }
}
