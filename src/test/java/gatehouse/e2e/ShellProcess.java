// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import gatehouse.remote.line.LineConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** A process of the real git-annex-shell, as sshd would run it for a client. */
record ShellProcess(Process process) implements LineConnection {
    static ShellProcess start(ServedRepository repository, String client) throws IOException {
        List<String> command = List.of(
                "bash",
                "-c",
                "exec -a git-annex-shell git-annex p2pstdio \"$0\" \"$1\" --uuid \"$2\"",
                repository.folder().toString(),
                client,
                repository.uuid());
        return new ShellProcess(repository.machine().talkTo(repository.folder(), command));
    }

    @Override
    public InputStream in() {
        return process.getInputStream();
    }

    @Override
    public OutputStream out() {
        return process.getOutputStream();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
