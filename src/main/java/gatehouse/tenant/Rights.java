// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.repository.Uuid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What callers may do in repositories, answered from memory. A change made through this object shows at once, one made
 * by another server on the same store after {@link #STALE_SECONDS}. Whoever has signed in may do what an anonymous
 * caller may. Safe for use by many threads.
 */
public final class Rights {
    static final int STALE_SECONDS = 5;
    private static final int MAX_REPOSITORIES = 10_000;
    private static final int MAX_GRANTS = 100_000;

    private record Holding(AccountName account, Uuid repository) {}

    private final Grants grants;
    private final Settings settings;
    private final Access anonymousDefault;
    private final Cache<Uuid, RepositorySettings> knownSettings;
    private final Cache<Holding, Optional<Access>> knownGrants;

    /** @param anonymousDefault for repositories whose own setting says nothing */
    public Rights(Grants grants, Settings settings, Access anonymousDefault, LongSupplier nanoClock) {
        this.grants = grants;
        this.settings = settings;
        this.anonymousDefault = anonymousDefault;
        this.knownSettings = builder(nanoClock).maximumSize(MAX_REPOSITORIES).build();
        this.knownGrants = builder(nanoClock).maximumSize(MAX_GRANTS).build();
    }

    /** Asked only for repositories that are served. */
    public Permission permission(Caller caller, Uuid repository, Action action) {
        return Permission.of(action, access(caller, repository), caller);
    }

    public Access access(Caller caller, Uuid repository) {
        return switch (caller) {
            case Caller.Anonymous anonymous -> anonymousAccess(repository);
            case Caller.Listed listed -> listed.access();
            case Caller.SignedIn signedIn -> own(signedIn, repository).or(anonymousAccess(repository));
            case Caller.ByToken byToken ->
                byToken.scope()
                        .within(own(byToken.owner(), repository), repository)
                        .or(anonymousAccess(repository));
        };
    }

    private Access own(Caller.SignedIn caller, Uuid repository) {
        return caller.administrator() ? Access.EVERYTHING : granted(caller.name(), repository);
    }

    public RepositorySettings settings(Uuid repository) {
        return knownSettings.get(repository, settings::of);
    }

    /** As {@link Grants#of}, past the memory. */
    public List<Grant> grants(AccountName account) {
        return grants.of(account);
    }

    /** As {@link Grants#give}. */
    public void give(Grant grant, Author author) {
        try {
            grants.give(grant, author);
        } finally {
            knownGrants.invalidate(new Holding(grant.account(), grant.repository()));
        }
    }

    /** As {@link Grants#take}. */
    public void take(AccountName account, Uuid repository, Author author) {
        try {
            grants.take(account, repository, author);
        } finally {
            knownGrants.invalidate(new Holding(account, repository));
        }
    }

    /** Forgets what is remembered of an account; to be called when it was deleted, before one of its name is made. */
    public void forget(AccountName account) {
        knownGrants.asMap().keySet().removeIf(holding -> holding.account().equals(account));
    }

    /** As {@link Settings#changeAnonymous}. */
    public void changeAnonymous(Uuid repository, Optional<Access> anonymous, Author author) {
        try {
            settings.changeAnonymous(repository, anonymous, author);
        } finally {
            knownSettings.invalidate(repository);
        }
    }

    /** As {@link Settings#changeTrashRetention}. */
    public void changeTrashRetention(Uuid repository, long seconds, Author author) {
        try {
            settings.changeTrashRetention(repository, seconds, author);
        } finally {
            knownSettings.invalidate(repository);
        }
    }

    /** As {@link Settings#changeMaxSizeRule}. */
    public void changeMaxSizeRule(Uuid repository, MaxSizeRule rule, Author author) {
        try {
            settings.changeMaxSizeRule(repository, rule, author);
        } finally {
            knownSettings.invalidate(repository);
        }
    }

    /** As {@link Settings#changeLockdown}. */
    public void changeLockdown(Uuid repository, Lockdown lockdown, Author author) {
        try {
            settings.changeLockdown(repository, lockdown, author);
        } finally {
            knownSettings.invalidate(repository);
        }
    }

    private Access anonymousAccess(Uuid repository) {
        return settings(repository).anonymous().orElse(anonymousDefault);
    }

    private Access granted(AccountName account, Uuid repository) {
        return knownGrants
                .get(new Holding(account, repository), holding -> grants.find(account, repository))
                .orElse(Access.NOTHING);
    }

    private static Caffeine<Object, Object> builder(LongSupplier nanoClock) {
        return Caffeine.newBuilder()
                .expireAfterWrite(Duration.ofSeconds(STALE_SECONDS))
                .ticker(nanoClock::getAsLong)
                .executor(Runnable::run);
    }
}
