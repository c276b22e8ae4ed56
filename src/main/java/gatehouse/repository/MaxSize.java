// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

/** How much a repository may hold in all. Source: Types/RepoSize.hs, Logs/MaxSize.hs. */
public record MaxSize(long bytes) {
    public MaxSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size below zero");
        }
    }
}
