// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import java.util.function.Function;

/** A thing made of text, or why it could not be. */
sealed interface Parsed<T> {
    record Ok<T>(T value) implements Parsed<T> {}

    record Failed<T>(String reason) implements Parsed<T> {}

    static <T> Parsed<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Parsed<T> failed(String reason) {
        return new Failed<>(reason);
    }

    default <U> Parsed<U> then(Function<T, Parsed<U>> next) {
        return switch (this) {
            case Ok<T> ok -> next.apply(ok.value);
            case Failed<T> failed -> new Failed<>(failed.reason);
        };
    }
}
