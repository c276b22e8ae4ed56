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
    private long id;

    @Column(name = "name")
    private byte[] name = new byte[0];

    @Column(name = "password_hash")
    private String passwordHash = "";

    @Column(name = "administrator")
    private boolean administrator;

    @Column(name = "disabled")
    private boolean disabled;

    @Column(name = "created_millis")
    private long createdMillis;

    @Version
    @Column(name = "version")
    private long version;

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

    void changePassword(PasswordHash hash) {
        passwordHash = hash.text();
    }

    void changeDisabled(boolean refused) {
        disabled = refused;
    }

    /** Whether it may use the API now. */
    boolean rules() {
        return administrator && !disabled;
    }

    boolean disabled() {
        return disabled;
    }

    boolean sameAs(AccountRow other) {
        return id == other.id;
    }

    /** As the audit shows it: all but the password. */
    String described() {
        return "administrator=" + administrator + " disabled=" + disabled;
    }
}
