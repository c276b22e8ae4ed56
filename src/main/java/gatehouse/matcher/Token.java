// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.matcher;

import java.util.Optional;

/** A word of an expression: syntax, or an operation with a meaning of its own. Source: Utility/Matcher.hs Token. */
public sealed interface Token<T> {
    record Operation<T>(T operation) implements Token<T> {}

    record And<T>() implements Token<T> {}

    record Or<T>() implements Token<T> {}

    record Not<T>() implements Token<T> {}

    record Open<T>() implements Token<T> {}

    record Close<T>() implements Token<T> {}

    /** The syntax that a word is; empty when it is none. Case matters. */
    static <T> Optional<Token<T>> syntax(String word) {
        return switch (word) {
            case "and" -> Optional.of(new And<>());
            case "or" -> Optional.of(new Or<>());
            case "not" -> Optional.of(new Not<>());
            case "(" -> Optional.of(new Open<>());
            case ")" -> Optional.of(new Close<>());
            default -> Optional.empty();
        };
    }
}
