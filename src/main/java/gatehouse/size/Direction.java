// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

/** What a live update does. Source: Types/RepoSize.hs SizeChange. */
public enum Direction {
    ADDING,
    REMOVING
}
