// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/** What an account may do beyond its grants. */
public enum Role {
    /** Has what was granted to it, repository by repository. */
    USER,
    /** May use the administrators' API, and has every access to every repository. */
    ADMINISTRATOR
}
