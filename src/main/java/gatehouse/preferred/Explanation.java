// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.matcher.Trace;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Why an expression matched or did not. What it says is put together when it is asked for. */
public final class Explanation {
    private final Wish wish;
    private final boolean matched;
    private final Trace<Term> trace;
    private final List<Trace<Term>> within;

    Explanation(Wish wish, boolean matched, Trace<Term> trace, List<Trace<Term>> within) {
        this.wish = wish;
        this.matched = matched;
        this.trace = trace;
        this.within = within;
    }

    /**
     * A term that was looked at, and what it came to.
     *
     * @param within the terms looked at of the expression that it stands for
     */
    public record Looked(String term, boolean matched, List<Looked> within) {
        public Looked {
            within = List.copyOf(within);
        }
    }

    /** The terms that were looked at, in order. Those not looked at could not change the outcome. */
    public List<Looked> terms() {
        return looked(trace, within.iterator());
    }

    /**
     * One line, as git-annex explains it: {@code matches preferred content: include=*[TRUE] and copies=2[TRUE]}.
     * Source: Annex/FileMatcher.hs checkMatcher'.
     */
    public String line() {
        String terms =
                trace.describe(result -> result.operation().description() + (result.matched() ? "[TRUE]" : "[FALSE]"));
        String line = (matched ? "matches " : "does not match ") + wish.what() + ": " + terms;
        return wish.unstable().isEmpty() ? line : line + ", but " + unstable();
    }

    /** Why the expression is not used as it stands; empty when it is. */
    public Optional<String> unusable() {
        if (wish.error().isPresent()) {
            return Optional.of("the " + wish.what()
                    + " expression is not understood, so what is present is kept and nothing else wanted: "
                    + wish.error().get());
        }
        return wish.unstable().isEmpty() ? Optional.empty() : Optional.of(unstable());
    }

    private String unstable() {
        return "that expression is not stable due to negated use of " + String.join(" ", wish.unstable())
                + ", so will not be used";
    }

    @Override
    public String toString() {
        return line();
    }

    private static List<Looked> looked(Trace<Term> trace, Iterator<Trace<Term>> within) {
        List<Looked> looked = new ArrayList<>();
        for (Trace.Result<Term> result : trace.results()) {
            List<Looked> ofExpression =
                    result.operation().expression().isPresent() ? looked(within.next(), within) : List.of();
            looked.add(new Looked(result.operation().description(), result.matched(), ofExpression));
        }
        return looked;
    }
}
