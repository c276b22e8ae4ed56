// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.repository.Uuid;
import gatehouse.tenant.Access;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.Author;
import gatehouse.tenant.Lockdown;
import gatehouse.tenant.MaxSizeRule;
import gatehouse.tenant.RepositorySettings;
import gatehouse.tenant.Settings;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The settings of repositories in the store; a repository without a row has those of
 * {@link RepositorySettings#unchanged}.
 */
final class SettingsTable implements Settings {
    private final Transactions transactions;
    private final AuditTable audit;

    SettingsTable(Transactions transactions, AuditTable audit) {
        this.transactions = transactions;
        this.audit = audit;
    }

    @Override
    public RepositorySettings of(Uuid repository) {
        return transactions.read(entities -> row(entities, repository)
                .map(SettingsRow::settings)
                .orElseGet(() -> RepositorySettings.unchanged(repository)));
    }

    @Override
    public void changeAnonymous(Uuid repository, Optional<Access> anonymous, Author author) {
        Alteration alteration = new Alteration(
                "repository.anonymous", Described::anonymous, settings -> settings.withAnonymous(anonymous));
        change(repository, alteration, author);
    }

    @Override
    public void changeTrashRetention(Uuid repository, long seconds, Author author) {
        Alteration alteration = new Alteration(
                "repository.trash", Described::trash, settings -> settings.withTrashRetentionSeconds(seconds));
        change(repository, alteration, author);
    }

    @Override
    public void changeMaxSizeRule(Uuid repository, MaxSizeRule rule, Author author) {
        Alteration alteration = new Alteration(
                "repository.maxsizerule", Described::maxSizeRule, settings -> settings.withMaxSizeRule(rule));
        change(repository, alteration, author);
    }

    @Override
    public void changeLockdown(Uuid repository, Lockdown lockdown, Author author) {
        Alteration alteration =
                new Alteration("repository.lockdown", Described::lockdown, settings -> settings.withLockdown(lockdown));
        change(repository, alteration, author);
    }

    private record Alteration(
            String what, Function<RepositorySettings, String> described, UnaryOperator<RepositorySettings> applied) {}

    private void change(Uuid repository, Alteration alteration, Author author) {
        transactions.change(entities -> {
            SettingsRow row = row(entities, repository).orElseGet(() -> new SettingsRow(repository));
            RepositorySettings before = row.settings();
            RepositorySettings after = alteration.applied().apply(before);
            row.change(after);
            entities.persist(row);
            AuditEntry.Change change = new AuditEntry.Change(
                    alteration.what(),
                    repository.text(),
                    alteration.described().apply(before),
                    alteration.described().apply(after));
            audit.record(entities, change, author);
            return row;
        });
    }

    private static Optional<SettingsRow> row(EntityManager entities, Uuid repository) {
        return entities.createQuery("SELECT s FROM SettingsRow s WHERE s.repository = :repository", SettingsRow.class)
                .setParameter("repository", repository.bytes())
                .getResultStream()
                .findFirst();
    }
}
