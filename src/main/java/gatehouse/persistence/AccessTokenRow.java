// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import gatehouse.repository.Uuid;
import gatehouse.tenant.IssuedToken;
import gatehouse.tenant.Level;
import gatehouse.tenant.TokenHash;
import gatehouse.tenant.TokenLife;
import gatehouse.tenant.TokenName;
import gatehouse.tenant.TokenScope;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An access token of an account. */
@Entity
@Table(name = "access_token")
class AccessTokenRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @ManyToOne(optional = false)
    @JoinColumn(name = "account_id")
    private AccountRow account = new AccountRow();

    @Column(name = "name")
    private byte[] name = new byte[0];

    @Column(name = "token_hash")
    private byte[] hash = new byte[0];

    @Enumerated(EnumType.STRING)
    @Column(name = "access_level")
    private Level level = Level.NONE;

    @Column(name = "every_repository")
    private boolean everyRepository;

    @ElementCollection
    @CollectionTable(name = "access_token_repository", joinColumns = @JoinColumn(name = "token_id"))
    @Column(name = "repository")
    private List<byte[]> repositories = new ArrayList<>();

    @Column(name = "created_millis")
    private long createdMillis;

    @Column(name = "expires_millis")
    private long expiresMillis;

    @Column(name = "last_used_millis")
    private @Nullable Long lastUsedMillis;

    @Version
    @Column(name = "version")
    private long version;

    protected AccessTokenRow() {}

    AccessTokenRow(AccountRow account, IssuedToken token) {
        this.account = account;
        name = ByteText.utf8(token.name().text());
        hash = token.hash().bytes();
        level = token.scope().level();
        everyRepository = token.scope().repositories().isEmpty();
        token.scope().repositories().orElse(Set.of()).forEach(repository -> repositories.add(repository.bytes()));
        createdMillis = token.life().created().toEpochMilli();
        expiresMillis = token.life().expires().toEpochMilli();
        lastUsedMillis = token.lastUsed().map(Instant::toEpochMilli).orElse(null);
    }

    IssuedToken token() {
        return new IssuedToken(
                account.accountName(),
                new TokenName(ByteText.utf8(name)),
                TokenHash.of(hash),
                scope(),
                life(),
                Optional.ofNullable(lastUsedMillis).map(Instant::ofEpochMilli));
    }

    boolean over(Instant now) {
        return life().over(now);
    }

    /** As the audit shows it: all but the hash. */
    String described() {
        String where = everyRepository
                ? "all"
                : scope().repositories().orElse(Set.of()).stream()
                        .sorted()
                        .map(Uuid::text)
                        .collect(Collectors.joining(","));
        return "level=" + level + " expires=" + life().expires() + " repositories=" + where;
    }

    private TokenLife life() {
        return new TokenLife(Instant.ofEpochMilli(createdMillis), Instant.ofEpochMilli(expiresMillis));
    }

    private TokenScope scope() {
        return everyRepository
                ? TokenScope.everywhere(level)
                : new TokenScope(
                        level,
                        Optional.of(repositories.stream().map(ByteText::uuid).collect(Collectors.toSet())));
    }
}
