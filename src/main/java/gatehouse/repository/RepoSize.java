// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

/**
 * The sum of the sizes of all annexed content in a repository, as far as their keys tell. Source: Types/RepoSize.hs.
 */
public record RepoSize(long bytes) {
    public static final RepoSize ZERO = new RepoSize(0);

    /** Below zero never: a sum of changes that would be is a bug of whoever sums. */
    public RepoSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size below zero");
        }
    }
}
