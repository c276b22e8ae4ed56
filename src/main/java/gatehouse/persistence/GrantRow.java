// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.tenant.Access;
import gatehouse.tenant.Grant;
import gatehouse.tenant.Level;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/** What an account was given in a repository. */
@Entity
@Table(name = "account_grant")
class GrantRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @ManyToOne(optional = false)
    @JoinColumn(name = "account_id")
    private AccountRow account = new AccountRow();

    @Column(name = "repository")
    private byte[] repository = new byte[0];

    @Enumerated(EnumType.STRING)
    @Column(name = "access_level")
    private Level level = Level.NONE;

    @Column(name = "locking")
    private boolean locking;

    @Version
    @Column(name = "version")
    private long version;

    protected GrantRow() {}

    GrantRow(AccountRow account, byte[] repository) {
        this.account = account;
        this.repository = repository.clone();
    }

    Access access() {
        return new Access(level, locking);
    }

    Grant grant() {
        return new Grant(account.accountName(), ByteText.uuid(repository), access());
    }

    void change(Access access) {
        level = access.level();
        locking = access.locking();
    }
}
