// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.matcher;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** An expression that was understood. Immutable. Source: Utility/Matcher.hs Matcher. */
public sealed interface Matcher<T> {
    /** Asks for nothing, so everything matches. */
    record Anything<T>() implements Matcher<T> {}

    record And<T>(Matcher<T> first, Matcher<T> second) implements Matcher<T> {}

    record Or<T>(Matcher<T> first, Matcher<T> second) implements Matcher<T> {}

    record Not<T>(Matcher<T> negated) implements Matcher<T> {}

    record Operation<T>(T operation) implements Matcher<T> {}

    /** Whether it matches. What decides it is looked at alone, from left to right, and noted in {@code trace}. */
    default boolean matches(Predicate<T> test, Trace<T> trace) {
        return switch (this) {
            case Anything<T> anything -> true;
            case And<T> and -> {
                trace.open();
                boolean both = and.first.matches(test, trace);
                if (both) {
                    trace.and();
                    both = and.second.matches(test, trace);
                }
                trace.close();
                yield both;
            }
            case Or<T> or -> {
                trace.open();
                boolean either = or.first.matches(test, trace);
                if (!either) {
                    trace.or();
                    either = or.second.matches(test, trace);
                }
                trace.close();
                yield either;
            }
            case Not<T> not -> {
                trace.open();
                trace.not();
                boolean matched = not.negated.matches(test, trace);
                trace.close();
                yield !matched;
            }
            case Operation<T> operation -> {
                boolean matched = test.test(operation.operation);
                trace.operation(operation.operation, matched);
                yield matched;
            }
        };
    }

    /** Whether it asks for nothing. */
    default boolean isEmpty() {
        return this instanceof Anything;
    }

    /** All operations, each as often as it occurs, from left to right. */
    default List<T> operations() {
        List<T> found = new ArrayList<>();
        collect(found, Parity.ALL);
        return found;
    }

    /** The operations under an odd number of negations, from right to left as git-annex lists them. */
    default List<T> negatedOperations() {
        List<T> found = new ArrayList<>();
        collect(found, Parity.EVEN);
        return found.reversed();
    }

    private void collect(List<T> found, Parity parity) {
        switch (this) {
            case Anything<T> anything -> {}
            case And<T> and -> {
                and.first.collect(found, parity);
                and.second.collect(found, parity);
            }
            case Or<T> or -> {
                or.first.collect(found, parity);
                or.second.collect(found, parity);
            }
            case Not<T> not -> not.negated.collect(found, parity.negated());
            case Operation<T> operation -> {
                if (parity != Parity.EVEN) {
                    found.add(operation.operation);
                }
            }
        }
    }

    /** What matches where either does; one that asks for nothing leaves the choice to the other. */
    static <T> Matcher<T> combined(Matcher<T> a, Matcher<T> b) {
        if (a.isEmpty()) {
            return b;
        }
        return b.isEmpty() ? a : new Or<>(a, b);
    }

    /** How many negations an operation is under, as far as a search is concerned. */
    enum Parity {
        ALL,
        EVEN,
        ODD;

        private Parity negated() {
            return switch (this) {
                case ALL -> ALL;
                case EVEN -> ODD;
                case ODD -> EVEN;
            };
        }
    }
}
