// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.matcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Makes a matcher of tokens, which always succeeds: misplaced parentheses are overlooked, and what has no operator
 * between it is joined by "and". "and" and "or" bind alike, from left to right. As in git-annex, "and" is not put
 * before a parenthesis that is within parentheses: what it holds goes on from what stands before it, so that {@code (a
 * (b or c))} is {@code (a and b) or c}. Source: Utility/Matcher.hs generate.
 *
 * <p>Tokens and their nesting are to be bounded by the caller: the depth of recursion follows them.
 */
public final class Parser {
    private Parser() {}

    public static <T> Matcher<T> parse(List<Token<T>> tokens) {
        return simplified(new Reading<>(joined(grouped(tokens))).all(new Matcher.Anything<>()));
    }

    private sealed interface Part<T> {
        record One<T>(Token<T> token) implements Part<T> {}

        record Group<T>(List<Part<T>> parts) implements Part<T> {}

        default boolean isOperand() {
            return this instanceof Group || this instanceof One<T> one && one.token instanceof Token.Operation;
        }
    }

    private static <T> List<Part<T>> grouped(List<Token<T>> tokens) {
        Deque<List<Part<T>>> open = new ArrayDeque<>();
        List<Part<T>> current = new ArrayList<>();
        for (Token<T> token : tokens) {
            switch (token) {
                case Token.Open<T> opens -> {
                    open.push(current);
                    current = new ArrayList<>();
                }
                case Token.Close<T> closes -> current = closed(open, current);
                case Token.Operation<T> operation -> current.add(new Part.One<>(operation));
                case Token.And<T> and -> current.add(new Part.One<>(and));
                case Token.Or<T> or -> current.add(new Part.One<>(or));
                case Token.Not<T> not -> current.add(new Part.One<>(not));
            }
        }
        while (!open.isEmpty()) {
            current = closed(open, current);
        }
        return current;
    }

    private static <T> List<Part<T>> closed(Deque<List<Part<T>>> open, List<Part<T>> current) {
        if (open.isEmpty()) {
            return current;
        }
        List<Part<T>> outer = open.pop();
        outer.add(new Part.Group<>(current));
        return outer;
    }

    private static <T> List<Part<T>> joined(List<Part<T>> parts) {
        List<Part<T>> joined = new ArrayList<>();
        boolean afterOperand = false;
        for (Part<T> part : parts) {
            if (afterOperand && part.isOperand()) {
                joined.add(new Part.One<>(new Token.And<>()));
            }
            joined.add(part);
            afterOperand = part.isOperand();
        }
        return joined;
    }

    private static final class Reading<T> {
        private final List<Part<T>> parts;
        private int next;

        private Reading(List<Part<T>> parts) {
            this.parts = parts;
        }

        private Matcher<T> all(Matcher<T> before) {
            Matcher<T> read = before;
            while (next < parts.size()) {
                read = one(read);
            }
            return read;
        }

        /** Reads one operand, with all that stands before it, on to {@code before}. */
        private Matcher<T> one(Matcher<T> before) {
            if (next == parts.size()) {
                return before;
            }
            return switch (parts.get(next++)) {
                case Part.Group<T> group -> new Reading<>(group.parts).all(before);
                case Part.One<T> one ->
                    switch (one.token) {
                        case Token.And<T> and -> new Matcher.And<>(before, operand());
                        case Token.Or<T> or -> new Matcher.Or<>(before, operand());
                        case Token.Not<T> not -> new Matcher.And<>(before, new Matcher.Not<>(operand()));
                        case Token.Operation<T> operation ->
                            new Matcher.And<>(before, new Matcher.Operation<>(operation.operation()));
                        case Token.Open<T> open -> throw new IllegalStateException("not grouped");
                        case Token.Close<T> close -> throw new IllegalStateException("not grouped");
                    };
            };
        }

        private Matcher<T> operand() {
            return one(new Matcher.Anything<>());
        }
    }

    private static <T> Matcher<T> simplified(Matcher<T> matcher) {
        return switch (matcher) {
            case Matcher.And<T> and -> {
                if (and.first().isEmpty()) {
                    yield simplified(and.second());
                }
                if (and.second().isEmpty()) {
                    yield simplified(and.first());
                }
                yield new Matcher.And<>(simplified(and.first()), simplified(and.second()));
            }
            case Matcher.Or<T> or -> new Matcher.Or<>(simplified(or.first()), simplified(or.second()));
            case Matcher.Not<T> not -> new Matcher.Not<>(simplified(not.negated()));
            case Matcher.Operation<T> operation -> operation;
            case Matcher.Anything<T> anything -> anything;
        };
    }
}
