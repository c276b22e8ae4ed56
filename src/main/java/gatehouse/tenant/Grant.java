// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

import gatehouse.repository.Uuid;

/** What an account was given in a repository. */
public record Grant(AccountName account, Uuid repository, Access access) {}
