// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.matcher.Matcher;
import gatehouse.matcher.Trace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The expression of a repository, ready to be asked. Source: Annex/FileMatcher.hs checkMatcher.
 *
 * @param what "preferred content" or "required content"
 * @param error why the expression could not be read, and the matcher is another
 * @param unstable terms that must not be negated and are, so that nothing matches
 */
record Wish(String what, Matcher<Term> matcher, Optional<String> error, List<String> unstable) {
    /**
     * Stands for what cannot be understood, which may have been written for a newer git-annex: what is there stays, and
     * nothing comes. Source: Logs/PreferredContent.hs unknownMatcher.
     */
    static final Matcher<Term> FALLBACK = new Matcher.Operation<>(CopyTerms.PRESENT);

    static Wish of(String what, Optional<Parsed<Matcher<Term>>> own, Optional<Parsed<Matcher<Term>>> other) {
        String error = Stream.of(own, other)
                .flatMap(Optional::stream)
                .flatMap(parsed -> parsed instanceof Parsed.Failed<Matcher<Term>> failed
                        ? Stream.of(failed.reason())
                        : Stream.of())
                .collect(Collectors.joining(" "));
        Matcher<Term> matcher = error.isEmpty() ? Matcher.combined(matcher(own), matcher(other)) : FALLBACK;
        List<String> unstable = matcher.negatedOperations().stream()
                .filter(Term::isUnstableNegated)
                .map(Term::description)
                .distinct()
                .toList();
        return new Wish(what, matcher, error.isEmpty() ? Optional.empty() : Optional.of(error), unstable);
    }

    private static Matcher<Term> matcher(Optional<Parsed<Matcher<Term>>> parsed) {
        return parsed.isPresent() && parsed.get() instanceof Parsed.Ok<Matcher<Term>> ok
                ? ok.value()
                : new Matcher.Anything<>();
    }

    Verdict judge(Question question) {
        if (matcher.isEmpty()) {
            return new Verdict.NotConfigured();
        }
        Trace<Term> trace = new Trace<>();
        boolean matches = matcher.matches(question::matches, trace);
        return new Verdict.Judged(
                matches && unstable.isEmpty(),
                question.wasDecidedBySizes() && matches && unstable.isEmpty(),
                new Explanation(this, matches, trace, question.within()));
    }
}
