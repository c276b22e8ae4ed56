// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.tenant.AccessTokens;
import gatehouse.tenant.AccountName;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.Author;
import gatehouse.tenant.IssuedToken;
import gatehouse.tenant.TokenHash;
import gatehouse.tenant.TokenName;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The access tokens in the store. */
final class AccessTokenTable implements AccessTokens {
    private static final String WHAT = "user.token";

    private final Transactions transactions;
    private final AuditTable audit;

    AccessTokenTable(Transactions transactions, AuditTable audit) {
        this.transactions = transactions;
        this.audit = audit;
    }

    @Override
    public List<IssuedToken> of(AccountName account) {
        return transactions.read(entities -> rows(entities, account).stream()
                .map(AccessTokenRow::token)
                .sorted(Comparator.comparing(IssuedToken::name))
                .toList());
    }

    @Override
    public void create(IssuedToken token, Author author) {
        transactions.change(entities -> {
            AccountRow account = AccountTable.existing(entities, token.account());
            // One at a time for each account, so that there cannot be more than are allowed.
            entities.lock(account, LockModeType.PESSIMISTIC_WRITE);
            Instant now = token.life().created();
            List<AccessTokenRow> kept = new ArrayList<>();
            for (AccessTokenRow row : rows(entities, token.account())) {
                if (row.over(now)) {
                    entities.remove(row);
                } else {
                    kept.add(row);
                }
            }
            // The name of one that is cleared away is free only when its row has gone.
            entities.flush();
            requireRoom(kept, token.name());
            AccessTokenRow row = new AccessTokenRow(account, token);
            entities.persist(row);
            audit.record(
                    entities,
                    new AuditEntry.Change(WHAT, subject(token.account(), token.name()), "", row.described()),
                    author);
            return row;
        });
    }

    @Override
    public void revoke(AccountName account, TokenName name, Author author) {
        transactions.change(entities -> {
            AccessTokenRow row = rows(entities, account).stream()
                    .filter(found -> found.token().name().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new FailureException(new Failure.Missing("the account has no access token of that name")));
            entities.remove(row);
            AuditEntry.Change change = new AuditEntry.Change(WHAT, subject(account, name), row.described(), "");
            audit.record(entities, change, author);
            return row;
        });
    }

    @Override
    public void used(Map<TokenHash, Instant> uses) {
        transactions.change(entities -> {
            int changed = 0;
            for (Map.Entry<TokenHash, Instant> use : uses.entrySet()) {
                changed += entities.createQuery("UPDATE AccessTokenRow t SET t.lastUsedMillis = :at"
                                + " WHERE t.hash = :hash AND (t.lastUsedMillis IS NULL OR t.lastUsedMillis < :at)")
                        .setParameter("at", use.getValue().toEpochMilli())
                        .setParameter("hash", use.getKey().bytes())
                        .executeUpdate();
            }
            return changed;
        });
    }

    /** All of an account that is about to go. */
    static void removeAll(EntityManager entities, AccountName account) {
        rows(entities, account).forEach(entities::remove);
        entities.flush();
    }

    private static List<AccessTokenRow> rows(EntityManager entities, AccountName account) {
        return entities.createQuery(
                        "SELECT DISTINCT t FROM AccessTokenRow t LEFT JOIN FETCH t.repositories"
                                + " WHERE t.account.name = :name",
                        AccessTokenRow.class)
                .setParameter("name", ByteText.utf8(account.text()))
                .getResultList();
    }

    private static void requireRoom(List<AccessTokenRow> kept, TokenName name) {
        if (kept.stream().anyMatch(row -> row.token().name().equals(name))) {
            throw new FailureException(new Failure.Conflict("the account has an access token of that name already"));
        }
        if (kept.size() >= MOST_OF_ACCOUNT) {
            throw new FailureException(new Failure.Conflict(
                    "the account has " + MOST_OF_ACCOUNT + " access tokens; revoke one of them first"));
        }
    }

    private static String subject(AccountName account, TokenName name) {
        return account + " " + name;
    }
}
