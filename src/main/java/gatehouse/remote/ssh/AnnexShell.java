// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.ssh;

import gatehouse.remote.line.LineConnection;
import gatehouse.repository.FileSystemText;
import gatehouse.repository.Uuid;
import java.io.IOException;

/**
 * git-annex-shell on a host, for one repository there. Source: Remote/Helper/Ssh.hs, Remote/Helper/P2P.hs,
 * doc/git-annex-shell.mdwn p2pstdio.
 *
 * @param program {@code remote.NAME.annex-shell}, a piece of a shell's command
 * @param client the repository that asks
 * @param remote the repository that is to be there
 */
public record AnnexShell(SshAddress address, String program, Uuid client, Uuid remote) {
    public static final String USUAL = "git-annex-shell";

    /** Begins a conversation. */
    public LineConnection begin(SshConnections connections) throws IOException {
        return connections.run(address.host(), command());
    }

    /** Of text, as it goes through UTF-8 on its way. */
    String command() {
        return FileSystemText.decode(program + " p2pstdio " + quoted(address.path()) + " " + quoted(client.text())
                + " --uuid " + quoted(remote.text()));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\"'\"'") + "'";
    }
}
