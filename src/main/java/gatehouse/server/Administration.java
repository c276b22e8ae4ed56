// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.api.RepositoryAdministration;
import gatehouse.api.ServerStatus;
import gatehouse.branch.BranchPath;
import gatehouse.branch.log.UuidLog;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.git.RepositoryCreation.NewRepository;
import gatehouse.git.ServedRepository;
import gatehouse.key.Key;
import gatehouse.object.ObjectStore;
import gatehouse.object.Undeletion;
import gatehouse.p2p.LocationRecord;
import gatehouse.repository.Uuid;
import gatehouse.whereis.LocationChange.Presence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What administrators ask of the server. */
@ApplicationScoped
public class Administration implements RepositoryAdministration, ServerStatus {
    private static final int MOST_TRASHED = 1_000_000;

    @Inject
    Gatehouse gatehouse;

    @Inject
    Configuration configuration;

    @Inject
    gatehouse.whereis.LocationJournal journal;

    @Inject
    InstantSource clock;

    @Override
    public List<Served> after(Optional<Uuid> after, int most) {
        return gatehouse.running().directory().all().stream()
                .sorted(Comparator.comparing(ServedRepository::uuid))
                .filter(repository -> after.isEmpty() || repository.uuid().compareTo(after.get()) > 0)
                .limit(most)
                .map(this::served)
                .toList();
    }

    @Override
    public Optional<Served> find(Uuid uuid) {
        return gatehouse.running().directory().find(uuid).map(this::served);
    }

    @Override
    public Served create(Wanted wanted) {
        try {
            Uuid uuid = gatehouse.running().creation().create(new NewRepository(wanted.name(), wanted.description()));
            gatehouse.running().directory().scan();
            return find(uuid).orElseThrow(() -> new IOException("the new repository is not found"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Trashed> trash(Uuid uuid, Optional<Key> after, int most) {
        try {
            return objects(uuid).trash(MOST_TRASHED).stream()
                    .filter(item -> after.isEmpty()
                            || item.key().text().compareTo(after.get().text()) > 0)
                    .sorted(Comparator.comparing(item -> item.key().text()))
                    .limit(most)
                    .map(item -> new Trashed(item.key(), item.sizeBytes(), item.removedAt()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void undelete(Uuid uuid, Key key) {
        try (LocationRecord.Coming coming =
                gatehouse.running().peers().locations(uuid).coming(key)) {
            switch (objects(uuid).undelete(key)) {
                case Undeletion.Restored restored -> coming.arrived();
                case Undeletion.AlreadyThere there ->
                    gatehouse.running().peers().locations(uuid).confirm(key, Presence.PRESENT);
                case Undeletion.NotInTrash none -> throw missing("the key is not in the trash");
                case Undeletion.WrongSize wrong ->
                    throw new FailureException(new Failure.Conflict("what is in the trash has the wrong size"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Status now() {
        Gatehouse.Parts parts = gatehouse.running();
        List<Folder> folders = new ArrayList<>();
        for (Path path : configuration.directories()) {
            folders.add(folder(path));
        }
        folders.add(folder(configuration.data()));
        return new Status(
                Version.TEXT,
                Duration.between(parts.since(), clock.instant()).toSeconds(),
                parts.directory().all().size(),
                parts.directory().complaints(),
                journal.depth(),
                parts.locks().size(),
                folders);
    }

    private static Folder folder(Path path) {
        try {
            return new Folder(path.toString(), Files.getFileStore(path).getUsableSpace());
        } catch (IOException e) {
            return new Folder(path.toString(), 0);
        }
    }

    private ObjectStore objects(Uuid uuid) {
        return gatehouse.running().peers().objects(uuid).orElseThrow(() -> missing("no such repository"));
    }

    private Served served(ServedRepository repository) {
        try {
            String described = gatehouse
                    .running()
                    .open()
                    .with(
                            repository.uuid(),
                            branch -> UuidLog.parse(branch.read(new BranchPath(UuidLog.FILE)))
                                    .descriptions()
                                    .getOrDefault(repository.uuid(), ""))
                    .orElse("");
            String text = new String(described.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            return new Served(repository.uuid(), repository.name(), text);
        } catch (IOException e) {
            return new Served(repository.uuid(), repository.name(), "");
        }
    }

    private static FailureException missing(String reason) {
        return new FailureException(new Failure.Missing(reason));
    }
}
