// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.tenant.Account;
import gatehouse.tenant.AccountName;
import gatehouse.tenant.PasswordHash;
import gatehouse.tenant.Role;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;

/** An account. */
@Entity
@Table(name = "account")
class AccountRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    long id;

    @Column(name = "name")
    byte[] name = new byte[0];

    @Column(name = "password_hash")
    String passwordHash = "";

    @Column(name = "administrator")
    boolean administrator;

    @Column(name = "disabled")
    boolean disabled;

    @Column(name = "created_millis")
    long createdMillis;

    @Version
    @Column(name = "version")
    long version;

    protected AccountRow() {}

    AccountRow(Account account) {
        name = ByteText.utf8(account.name().text());
        passwordHash = account.passwordHash().text();
        administrator = account.administrator();
        disabled = account.disabled();
        createdMillis = account.created().toEpochMilli();
    }

    Account account() {
        return new Account(
                accountName(),
                new PasswordHash(passwordHash),
                administrator ? Role.ADMINISTRATOR : Role.USER,
                disabled,
                Instant.ofEpochMilli(createdMillis));
    }

    AccountName accountName() {
        return new AccountName(ByteText.utf8(name));
    }

    /** As the audit shows it: all but the password. */
    String described() {
        return "administrator=" + administrator + " disabled=" + disabled;
    }
}
