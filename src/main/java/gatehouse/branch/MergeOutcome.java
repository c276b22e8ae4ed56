// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.branch;

import java.util.List;

/**
 * What became of the other git-annex branches of a repository.
 *
 * @param merged full names of the refs whose content the branch has now and had not before
 * @param left refs with newer content that must not be merged
 */
public record MergeOutcome(List<String> merged, List<Left> left) {
    static final MergeOutcome NOTHING = new MergeOutcome(List.of(), List.of());

    public record Left(String ref, Reason reason) {}

    public enum Reason {
        /** Its repositories hash their folders in another way ({@code annex.tune.*}). */
        TUNED_DIFFERENTLY,
        /** One of the two sides has been through a transition that only a newer git-annex knows. */
        UNKNOWN_TRANSITION
    }

    public MergeOutcome {
        merged = List.copyOf(merged);
        left = List.copyOf(left);
    }
}
