// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.repository.Uuid;
import gatehouse.tenant.Access;
import gatehouse.tenant.Level;
import gatehouse.tenant.Lockdown;
import gatehouse.tenant.MaxSizeRule;
import gatehouse.tenant.RepositorySettings;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of a repository; the level is null where the server's default holds. */
@Entity
@Table(name = "repository_settings")
class SettingsRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Column(name = "repository")
    private byte[] repository = new byte[0];

    @Enumerated(EnumType.STRING)
    @Column(name = "anonymous_level")
    private @Nullable Level anonymousLevel;

    @Column(name = "anonymous_locking")
    private boolean anonymousLocking;

    @Column(name = "trash_retention_seconds")
    private long trashRetentionSeconds;

    @Enumerated(EnumType.STRING)
    @Column(name = "maxsize_rule")
    private MaxSizeRule maxSizeRule = MaxSizeRule.ADVISORY;

    @Enumerated(EnumType.STRING)
    @Column(name = "lockdown")
    private Lockdown lockdown = Lockdown.OFF;

    @Version
    @Column(name = "version")
    private long version;

    protected SettingsRow() {}

    SettingsRow(Uuid repository) {
        this.repository = repository.bytes();
    }

    RepositorySettings settings() {
        Optional<Access> anonymous =
                Optional.ofNullable(anonymousLevel).map(level -> new Access(level, anonymousLocking));
        return new RepositorySettings(
                ByteText.uuid(repository), anonymous, trashRetentionSeconds, maxSizeRule, lockdown);
    }

    void change(RepositorySettings settings) {
        anonymousLevel = settings.anonymous().map(Access::level).orElse(null);
        anonymousLocking = settings.anonymous().map(Access::locking).orElse(false);
        trashRetentionSeconds = settings.trashRetentionSeconds();
        maxSizeRule = settings.maxSizeRule();
        lockdown = settings.lockdown();
    }
}
