// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import java.time.Duration;
import java.time.Instant;

/**
 * From when until when a token is of use.
 *
 * @param expires the first instant at which it is not
 */
public record TokenLife(Instant created, Instant expires) {
    /** Tokens end: one that was lost and forgotten is worth nothing some day. */
    public static final int MOST_DAYS = 366;

    public static final int USUAL_DAYS = 90;

    /** @throws IllegalArgumentException when it ends before it begins */
    public TokenLife {
        if (!expires.isAfter(created)) {
            throw new IllegalArgumentException("a token that expires before it is made");
        }
    }

    /** @throws FailureException Malformed when that is past, or more than {@link #MOST_DAYS} away */
    public static TokenLife until(Instant expires, Instant now) {
        if (!expires.isAfter(now) || expires.isAfter(now.plus(Duration.ofDays(MOST_DAYS)))) {
            throw new FailureException(
                    new Failure.Malformed("a token expires in the future, and within " + MOST_DAYS + " days"));
        }
        return new TokenLife(now, expires);
    }

    public static TokenLife usual(Instant now) {
        return new TokenLife(now, now.plus(Duration.ofDays(USUAL_DAYS)));
    }

    public boolean over(Instant now) {
        return !now.isBefore(expires);
    }
}
