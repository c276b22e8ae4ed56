// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Grants and settings in memory. */
final class MemoryRights implements Grants, Settings {
    private record Held(AccountName account, Uuid repository) {}

    private final Map<Held, Access> grants = new ConcurrentHashMap<>();
    private final Map<Uuid, RepositorySettings> settings = new ConcurrentHashMap<>();

    @Override
    public Optional<Access> find(AccountName account, Uuid repository) {
        return Optional.ofNullable(grants.get(new Held(account, repository)));
    }

    @Override
    public List<Grant> of(AccountName account) {
        return grants.entrySet().stream()
                .filter(entry -> entry.getKey().account().equals(account))
                .map(entry -> new Grant(account, entry.getKey().repository(), entry.getValue()))
                .toList();
    }

    @Override
    public void give(Grant grant, Author author) {
        grants.put(new Held(grant.account(), grant.repository()), grant.access());
    }

    @Override
    public void take(AccountName account, Uuid repository, Author author) {
        if (grants.remove(new Held(account, repository)) == null) {
            throw new FailureException(new Failure.Missing("nothing given"));
        }
    }

    @Override
    public RepositorySettings of(Uuid repository) {
        return settings.getOrDefault(repository, RepositorySettings.unchanged(repository));
    }

    @Override
    public void changeAnonymous(Uuid repository, Optional<Access> anonymous, Author author) {
        settings.put(repository, of(repository).withAnonymous(anonymous));
    }

    @Override
    public void changeTrashRetention(Uuid repository, long seconds, Author author) {
        settings.put(repository, of(repository).withTrashRetentionSeconds(seconds));
    }

    @Override
    public void changeMaxSizeRule(Uuid repository, MaxSizeRule rule, Author author) {
        settings.put(repository, of(repository).withMaxSizeRule(rule));
    }

    @Override
    public void changeLockdown(Uuid repository, Lockdown lockdown, Author author) {
        settings.put(repository, of(repository).withLockdown(lockdown));
    }
}
