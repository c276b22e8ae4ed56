// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api.deployed;

import gatehouse.api.AdministratorToken;
import gatehouse.api.RepositoryAdministration;
import gatehouse.api.ServerStatus;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.key.Key;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Access;
import gatehouse.tenant.AccountDirectory;
import gatehouse.tenant.Accounts;
import gatehouse.tenant.Authentication;
import gatehouse.tenant.EnvironmentAccounts;
import gatehouse.tenant.FirstAdministrator;
import gatehouse.tenant.Grants;
import gatehouse.tenant.Rights;
import gatehouse.tenant.Settings;
import gatehouse.tenant.Transport;
import gatehouse.whereis.LocationChange;
import gatehouse.whereis.LocationJournal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/** What {@code server} provides, in the simplest form: for trying the API deployed alone. */
@ApplicationScoped
public class ApiWiring {
    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    SecureRandom random() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    AccountDirectory directory(Accounts accounts) {
        return new AccountDirectory(accounts, System::nanoTime);
    }

    @Produces
    @Singleton
    Rights rights(Grants grants, Settings settings) {
        return new Rights(grants, settings, Access.NOTHING, System::nanoTime);
    }

    @Produces
    @Singleton
    Authentication authentication(AccountDirectory directory, SecureRandom random) {
        return new Authentication(
                directory, EnvironmentAccounts.NONE, Set.of(Transport.ENCRYPTED), random, System::nanoTime);
    }

    @Produces
    @Singleton
    AdministratorToken token() {
        return new AdministratorToken("0123456789abcdef0123456789abcdef");
    }

    @Produces
    @Singleton
    ServerStatus status() {
        return () -> new ServerStatus.Status(
                "test", 1, 0, List.of("a problem"), 2, 3, List.of(new ServerStatus.Folder("/x", 5)));
    }

    @Produces
    @Singleton
    RepositoryAdministration repositories() {
        return new InMemory();
    }

    void start(
            @Observes @Initialized(ApplicationScoped.class) Object started,
            Accounts accounts,
            LocationJournal journal,
            SecureRandom random,
            InstantSource clock) {
        FirstAdministrator.create(accounts, random, clock)
                .ifPresent(password -> System.out.println("PASSWORD " + password.text()));
        Uuid uuid = new Uuid("u");
        journal.record(new LocationChange(uuid, new Key("WORM--a"), uuid, LocationChange.Presence.PRESENT, 1));
        System.out.println("PENDING " + journal.pending(uuid, 100).size());
    }

    private static final class InMemory implements RepositoryAdministration {
        private final Map<Uuid, Served> served = new ConcurrentSkipListMap<>();

        @Override
        public List<Served> after(Optional<Uuid> after, int most) {
            return served.values().stream()
                    .filter(one -> after.isEmpty() || one.uuid().compareTo(after.get()) > 0)
                    .limit(most)
                    .toList();
        }

        @Override
        public Optional<Served> find(Uuid uuid) {
            return Optional.ofNullable(served.get(uuid));
        }

        @Override
        public Served create(Wanted wanted) {
            Uuid uuid = new Uuid("uuid-" + wanted.name() + "\u00ff");
            Served created = new Served(uuid, wanted.name(), wanted.description());
            if (served.putIfAbsent(uuid, created) != null) {
                throw new FailureException(new Failure.Conflict("there is a repository of that name"));
            }
            return created;
        }

        @Override
        public List<Trashed> trash(Uuid uuid, Optional<Key> after, int most) {
            return List.of(new Trashed(new Key("WORM--\u00ff"), 7, Instant.EPOCH));
        }

        @Override
        public void undelete(Uuid uuid, Key key) {
            throw new IllegalStateException("a bug with a secret");
        }
    }
}
