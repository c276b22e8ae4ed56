// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch.log;

import java.util.Arrays;
import java.util.Optional;

/** A way of making the branch anew. Source: Logs/Transitions.hs. */
public enum Transition {
    /** Only what the branch says now is kept, and none of its earlier commits. */
    FORGET_GIT_HISTORY("ForgetGitHistory", "forget git history"),
    /** What logs say of dead repositories is left out. */
    FORGET_DEAD_REMOTES("ForgetDeadRemotes", "forget dead remotes");

    private final String text;
    private final String description;

    Transition(String text, String description) {
        this.text = text;
        this.description = description;
    }

    /** As the log calls it. */
    public String text() {
        return text;
    }

    /** As messages of commits call it. */
    public String description() {
        return description;
    }

    static Optional<Transition> of(String text) {
        return Arrays.stream(values()).filter(t -> t.text.equals(text)).findFirst();
    }
}
