// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.matcher;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What was looked at while matching, and what it came to. Of one thread. Source: Utility/Matcher.hs MatchResult,
 * describeMatchResult.
 */
public final class Trace<T> {
    /** A step of matching: an operation with its result, or syntax. */
    private sealed interface Step<T> {}

    private record Tried<T>(T operation, boolean matched) implements Step<T> {}

    private record Syntax<T>(Sign sign) implements Step<T> {}

    private enum Sign {
        AND("and"),
        OR("or"),
        NOT("not"),
        OPEN("("),
        CLOSE(")");

        private final String word;

        Sign(String word) {
            this.word = word;
        }
    }

    /** An operation that was looked at. */
    public record Result<T>(T operation, boolean matched) {}

    private final List<Step<T>> steps = new ArrayList<>();

    void open() {
        steps.add(new Syntax<>(Sign.OPEN));
    }

    void close() {
        steps.add(new Syntax<>(Sign.CLOSE));
    }

    void and() {
        steps.add(new Syntax<>(Sign.AND));
    }

    void or() {
        steps.add(new Syntax<>(Sign.OR));
    }

    void not() {
        steps.add(new Syntax<>(Sign.NOT));
    }

    void operation(T operation, boolean matched) {
        steps.add(new Tried<>(operation, matched));
    }

    /** The operations that were looked at, in order. */
    public List<Result<T>> results() {
        List<Result<T>> results = new ArrayList<>();
        for (Step<T> step : steps) {
            if (step instanceof Tried<T> tried) {
                results.add(new Result<>(tried.operation, tried.matched));
            }
        }
        return results;
    }

    /** The operations and their results with few parentheses, as git-annex shows them; empty when there was none. */
    public String describe(Function<Result<T>, String> description) {
        List<String> words = new ArrayList<>();
        for (Step<T> step : shortened()) {
            words.add(
                    switch (step) {
                        case Tried<T> tried -> description.apply(new Result<>(tried.operation, tried.matched));
                        case Syntax<T> syntax -> syntax.sign.word;
                    });
        }
        return String.join(" ", words);
    }

    private List<Step<T>> shortened() {
        List<Step<T>> rest = new ArrayList<>(steps);
        if (is(rest, 0, Sign.OPEN)) {
            if (is(rest, rest.size() - 1, Sign.CLOSE)) {
                rest.removeLast();
            }
            rest.removeFirst();
        }
        List<Step<T>> kept = new ArrayList<>();
        int i = 0;
        while (i < rest.size()) {
            i += shortenAt(rest, i, kept);
        }
        return kept;
    }

    /** Adds to {@code kept} what stays of the next steps. Returns how many they are. */
    private int shortenAt(List<Step<T>> rest, int i, List<Step<T>> kept) {
        if (joins(rest, i, Sign.OR) || joins(rest, i, Sign.AND)) {
            kept.addAll(rest.subList(i + 1, i + 4));
            kept.add(rest.get(i + 5));
            return 6;
        }
        boolean afterOperator = is(rest, i, Sign.OR) || is(rest, i, Sign.AND);
        if (afterOperator && is(rest, i + 1, Sign.OPEN) && tried(rest, i + 2) && is(rest, i + 3, Sign.CLOSE)) {
            kept.add(rest.get(i));
            kept.add(rest.get(i + 2));
            return 4;
        }
        if (is(rest, i, Sign.OPEN) && is(rest, i + 1, Sign.NOT) && tried(rest, i + 2) && is(rest, i + 3, Sign.CLOSE)) {
            kept.addAll(rest.subList(i + 1, i + 3));
            return 4;
        }
        if (is(rest, i, Sign.OPEN) && is(rest, i + 1, Sign.OPEN)) {
            removeClose(rest, i + 2);
            kept.add(rest.get(i));
            return 2;
        }
        kept.add(rest.get(i));
        return 1;
    }

    /** Whether two operations in parentheses are joined to each other and to what follows by the same operator. */
    private static <T> boolean joins(List<Step<T>> steps, int i, Sign operator) {
        return is(steps, i, Sign.OPEN)
                && tried(steps, i + 1)
                && is(steps, i + 2, operator)
                && tried(steps, i + 3)
                && is(steps, i + 4, Sign.CLOSE)
                && is(steps, i + 5, operator);
    }

    private static <T> void removeClose(List<Step<T>> steps, int from) {
        int open = 0;
        for (int i = from; i < steps.size(); i++) {
            if (is(steps, i, Sign.OPEN)) {
                open++;
            } else if (is(steps, i, Sign.CLOSE)) {
                if (open == 0) {
                    steps.remove(i);
                    return;
                }
                open--;
            }
        }
    }

    private static <T> boolean tried(List<Step<T>> steps, int i) {
        return i < steps.size() && steps.get(i) instanceof Tried;
    }

    private static <T> boolean is(List<Step<T>> steps, int i, Sign sign) {
        return i >= 0 && i < steps.size() && steps.get(i) instanceof Syntax<T> syntax && syntax.sign == sign;
    }
}
