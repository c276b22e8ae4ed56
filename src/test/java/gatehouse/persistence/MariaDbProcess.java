// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A MariaDB of the tests' own, on a free port of this machine. What it needs is installed by the command that runs the
 * tests.
 */
final class MariaDbProcess implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final int START_SECONDS = 60;

    private final Process process;
    private final int port;

    private MariaDbProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param folder for its data, away from what anybody needs */
    static MariaDbProcess start(Path folder) throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Path log = folder.resolve("log");
        Files.createDirectories(data);
        String user = "--user=" + System.getProperty("user.name");
        Process install = new ProcessBuilder(
                        "mariadb-install-db",
                        "--no-defaults",
                        "--datadir=" + data,
                        user,
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!install.waitFor(START_SECONDS, TimeUnit.SECONDS) || install.exitValue() != 0) {
            throw new IOException("mariadb-install-db failed: " + Files.readString(log));
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(List.of(
                        program(),
                        "--no-defaults",
                        user,
                        "--datadir=" + data,
                        "--port=" + port,
                        "--bind-address=127.0.0.1",
                        "--socket=" + folder.resolve("socket"),
                        "--pid-file=" + folder.resolve("pid"),
                        "--max-connections=400",
                        "--innodb-buffer-pool-size=64M"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        MariaDbProcess started = new MariaDbProcess(process, port);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        started.await(log);
        return started;
    }

    /** The url of a new database. */
    String newDatabase() throws SQLException {
        String name = "gatehouse" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("mysql"));
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return url(name);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?user=root&maxPoolSize=40";
    }

    private void await(Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (Connection connection = DriverManager.getConnection(url("mysql"))) {
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() - end > 0) {
                    throw new IOException("mariadbd did not start: " + Files.readString(log), e);
                }
                Thread.sleep(100);
            }
        }
    }

    private static String program() throws IOException {
        return installed()
                .orElseThrow(() -> new IOException("there is no mariadbd; install Debian's mariadb-server-core"));
    }

    private static Optional<String> installed() {
        return Stream.of("/usr/sbin/mariadbd", "/usr/bin/mariadbd", "/usr/local/bin/mariadbd")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
    }
}
