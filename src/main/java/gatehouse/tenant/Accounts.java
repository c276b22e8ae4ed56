// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import java.util.List;
import java.util.Optional;

/**
 * The accounts in the store. Each change is durable, and audited in the same transaction, when its method returns. Safe
 * for use by many threads.
 */
public interface Accounts {
    Optional<Account> find(AccountName name);

    /** Accounts in the order of their names, those above {@code after}, {@code most} at most. */
    List<Account> after(Optional<AccountName> after, int most);

    /** @throws gatehouse.failure.FailureException Conflict when the name is taken */
    void create(Account account, Author author);

    /** Creates it unless there is any account; false when there is. */
    boolean createFirst(Account account, Author author);

    /** @throws gatehouse.failure.FailureException Missing when there is no such account */
    void changePassword(AccountName name, PasswordHash hash, Author author);

    /**
     * @throws gatehouse.failure.FailureException Missing when there is no such account, Conflict when it is the last
     *     administrator that can sign in
     */
    void changeDisabled(AccountName name, boolean disabled, Author author);

    /**
     * Deletes the account, its grants and its access tokens.
     *
     * @throws gatehouse.failure.FailureException as {@link #changeDisabled}
     */
    void delete(AccountName name, Author author);
}
