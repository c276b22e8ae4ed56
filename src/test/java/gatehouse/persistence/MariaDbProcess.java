// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB of the tests' own, on a free port of this machine. What it needs is installed by the command that runs the
 * tests.
 */
public final class MariaDbProcess implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable MariaDbProcess shared;
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 30;

    private final Path folder;
    private final int port;
    private Process process;

    /** What a server is given: an account that owns one new database. */
    public record Access(String url, String user, String password) {}

    private MariaDbProcess(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = launched();
    }

    /** @param folder for its data, away from what anybody needs */
    public static MariaDbProcess start(Path folder) throws IOException, InterruptedException {
        install(folder);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        MariaDbProcess started = new MariaDbProcess(folder, port);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> started.process.destroy()));
        started.await();
        return started;
    }

    /** One for all tests of this process, gone with it. */
    public static synchronized MariaDbProcess shared() throws IOException, InterruptedException {
        if (shared == null) {
            Path folder = Files.createTempDirectory("gatehouse-mariadb");
            MariaDbProcess started = start(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> started.leave(folder)));
            shared = started;
        }
        return shared;
    }

    private void leave(Path folder) {
        try (Stream<Path> below = Files.walk(folder)) {
            process.destroyForcibly().waitFor();
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void install(Path folder) throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Files.createDirectories(data);
        Process install = new ProcessBuilder(
                        "mariadb-install-db",
                        "--no-defaults",
                        "--datadir=" + data,
                        user(),
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db")
                .redirectErrorStream(true)
                .redirectOutput(log(folder).toFile())
                .start();
        if (!install.waitFor(START_SECONDS, TimeUnit.SECONDS) || install.exitValue() != 0) {
            throw new IOException("mariadb-install-db failed: " + Files.readString(log(folder)));
        }
    }

    private Process launched() throws IOException {
        return new ProcessBuilder(List.of(
                        program(),
                        "--no-defaults",
                        user(),
                        "--datadir=" + folder.resolve("data"),
                        "--port=" + port,
                        "--bind-address=127.0.0.1",
                        "--socket=" + folder.resolve("socket"),
                        "--pid-file=" + folder.resolve("pid"),
                        "--max-connections=400",
                        "--innodb-buffer-pool-size=64M"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()))
                .start();
    }

    /** The url of a new database, for whoever may do everything. */
    String newDatabase() throws SQLException {
        String name = "gatehouse" + DATABASES.incrementAndGet();
        run("CREATE DATABASE " + name);
        return url(name);
    }

    /** A new database, and who may use it alone. */
    public Access newAccess() throws SQLException {
        String name = "gatehouse" + DATABASES.incrementAndGet();
        String password = "pass word of " + name;
        run("CREATE DATABASE " + name);
        for (String host : List.of("localhost", "127.0.0.1")) {
            String user = "'" + name + "'@'" + host + "'";
            run("CREATE USER " + user + " IDENTIFIED BY '" + password + "'");
            run("GRANT ALL ON " + name + ".* TO " + user);
        }
        return new Access("jdbc:mariadb://127.0.0.1:" + port + "/" + name, name, password);
    }

    private void run(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("mysql"));
                var running = connection.createStatement()) {
            running.execute(statement);
        }
    }

    /** As an administrator stops it. */
    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** After {@link #stop} or {@link #kill}, with the same data on the same port. */
    public void startAgain() throws IOException, InterruptedException {
        process = launched();
        await();
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }

    private String url(String database) {
        return MariaDbSource.address("jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?user=root");
    }

    private void await() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (Connection connection = DriverManager.getConnection(url("mysql"))) {
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() - end > 0) {
                    throw new IOException("mariadbd did not start: " + Files.readString(log(folder)), e);
                }
                Thread.sleep(100);
            }
        }
    }

    private static Path log(Path folder) {
        return folder.resolve("log");
    }

    private static String user() {
        return "--user=" + System.getProperty("user.name");
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
