// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p.http;

import gatehouse.p2p.Asking;
import gatehouse.repository.Uuid;
import gatehouse.tenant.Action;

/** What a request is about. @param server the repository or cluster that is to do it */
public record Wanted(Uuid server, Action action, Asking asking) {}
