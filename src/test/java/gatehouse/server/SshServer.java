// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.RealAnnex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** A real sshd on this machine, with a home folder of a client that may sign in there, and git-annex-shell. */
final class SshServer implements AutoCloseable {
    private static final long START_SECONDS = 20;

    private final Path folder;
    private final Path home;
    private final int port;
    private Process process;

    SshServer(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.home = Files.createDirectories(folder.resolve("home"));
        this.port = freePort();
        Path ssh = Files.createDirectories(home.resolve(".ssh"));
        key(folder.resolve("host"));
        key(ssh.resolve("id_ed25519"));
        Files.copy(ssh.resolve("id_ed25519.pub"), folder.resolve("authorized"));
        Files.writeString(
                ssh.resolve("known_hosts"), "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host.pub")));
        Files.writeString(ssh.resolve("config"), """
                Host gatehouse-test
                  HostName 127.0.0.1
                  Port %d
                  User %s
                """.formatted(port, System.getProperty("user.name")));
        Path shell = Files.writeString(shell(), "#!/bin/bash\nexec -a git-annex-shell git-annex \"$@\"\n");
        Files.setPosixFilePermissions(shell, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("config"), """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s
                AuthorizedKeysFile %s
                PidFile none
                UsePAM no
                StrictModes no
                PasswordAuthentication no
                PermitRootLogin prohibit-password
                SetEnv PATH=%s
                """.formatted(
                        port, folder.resolve("host"), folder.resolve("authorized"), System.getenv("PATH")));
        start();
    }

    private static void key(Path file) {
        RealAnnex.run(file.getParent(), "", "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The folder that ssh is to take for the user's home. */
    Path home() {
        return home;
    }

    /** What stands for git-annex-shell there. */
    Path shell() {
        return folder.resolve("git-annex-shell");
    }

    /** Of a folder there, by the name that the client's ssh config has. */
    String url(Path repository) {
        return "ssh://gatehouse-test" + repository;
    }

    void start() throws IOException {
        if (Files.isWritable(Path.of("/run"))) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        process = new ProcessBuilder(
                        "/usr/sbin/sshd",
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("config").toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!answers()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IOException("sshd does not start: " + Files.readString(folder.resolve("log")));
            }
            Thread.onSpinWait();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** How many connections it has taken. */
    long connections() throws IOException {
        return Files.readAllLines(folder.resolve("log")).stream()
                .filter(line -> line.startsWith("Accepted publickey"))
                .count();
    }

    /** Ends it with all that runs under it. */
    void stop() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
