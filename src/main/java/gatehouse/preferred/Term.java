// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.matcher.Matcher;
import java.util.Optional;

/**
 * A term of an expression. Source: Types/FileMatcher.hs MatchFiles.
 *
 * @param description as it is written
 * @param stability whether it can be negated
 * @param expression what it stands for, if it does
 */
record Term(String description, Stability stability, Check check, Optional<Matcher<Term>> expression) {
    /** Whether the answer stays what it is when the content comes or goes because of it. */
    enum Stability {
        STABLE,
        /** Negated, it would have content dropped because it is there, and stored because it is not. */
        UNSTABLE_NEGATED
    }

    @FunctionalInterface
    interface Check {
        boolean matches(Question question);
    }

    static Term stable(String description, Check check) {
        return new Term(description, Stability.STABLE, check, Optional.empty());
    }

    static Term unstable(String description, Check check) {
        return new Term(description, Stability.UNSTABLE_NEGATED, check, Optional.empty());
    }

    /** As unstable as any of the terms of the expression, however negated that is there. */
    static Term standingFor(String description, Matcher<Term> expression) {
        boolean unstable = expression.operations().stream().anyMatch(Term::isUnstableNegated);
        return new Term(
                description,
                unstable ? Stability.UNSTABLE_NEGATED : Stability.STABLE,
                question -> question.matches(expression),
                Optional.of(expression));
    }

    boolean isUnstableNegated() {
        return stability == Stability.UNSTABLE_NEGATED;
    }
}
