// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import gatehouse.remote.http.AnnexUrl;
import gatehouse.remote.ssh.SshAddress;
import gatehouse.repository.Uuid;

/** Where a remote is, and so how it is spoken to. */
public sealed interface Address {
    /** Source: Config/Cost.hs. */
    double CHEAP = 100;

    double EXPENSIVE = 200;

    /** A repository that this server serves. */
    record Served(Uuid uuid) implements Address {}

    /** @param path of a folder that is not served, one char for each byte; a relative one is from that of the hub */
    record LocalPath(String path) implements Address {}

    /** @param shell what is run there for git-annex-shell */
    record Ssh(SshAddress there, String shell) implements Address {}

    /** @param url of the server that has it */
    record AnnexHttp(AnnexUrl url) implements Address {}

    /** @param reason one line that says why there is no peer for it */
    record Unsupported(String reason) implements Address {}

    /** What it costs where nothing else is set. Source: Config/Cost.hs, Remote/Git.hs. */
    default double usualCost() {
        return switch (this) {
            case Served here -> CHEAP;
            case LocalPath local -> CHEAP;
            case Ssh there -> EXPENSIVE;
            case AnnexHttp there -> EXPENSIVE;
            case Unsupported unknown -> EXPENSIVE;
        };
    }
}
