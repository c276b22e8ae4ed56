// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

/** What came of an expression, and why. */
public sealed interface Verdict {
    /** The repository has no expression, or an empty one: whoever asks has to know what that means to him. */
    record NotConfigured() implements Verdict {}

    /**
     * The expression was asked.
     *
     * @param matches false as well when the expression is not stable
     * @param chosenBySize whether a balanced term chose the repository, so that the room is to be reserved at once
     */
    record Judged(boolean matches, boolean chosenBySize, Explanation explanation) implements Verdict {}

    /** @param notConfigured what it means that nothing is configured */
    default boolean matches(boolean notConfigured) {
        return switch (this) {
            case NotConfigured none -> notConfigured;
            case Judged judged -> judged.matches;
        };
    }
}
