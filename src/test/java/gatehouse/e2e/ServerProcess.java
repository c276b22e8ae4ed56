// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What both servers have in common: a process, its log, and the wait until it answers. */
abstract class ServerProcess implements ServerUnderTest {
    private static final long START_LIMIT_SECONDS = 240;
    private static final long STOP_LIMIT_SECONDS = 60;
    private static final long POLL_MILLIS = 50;

    protected final ServerSetup setup;
    private final int port;
    private final Path log;
    private @Nullable Process process;

    ServerProcess(ServerSetup setup) {
        this.setup = setup;
        this.port = freePort();
        this.log = setup.data().resolve("server.log");
    }

    /** The command that serves {@link ServerSetup#folder} on {@link #port}, run from the project's root. */
    protected abstract List<String> command();

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path folder() {
        return setup.folder();
    }

    @Override
    public void start() {
        try {
            Files.createDirectories(setup.data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Process started = setup.machine().start(Path.of("").toAbsolutePath(), log, setup.environment(), command());
        process = started;
        long deadline =
                System.nanoTime() + Duration.ofSeconds(START_LIMIT_SECONDS).toNanos();
        while (!answers()) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IllegalStateException("the server did not start\n" + log());
            }
            sleep();
        }
    }

    /** A container listens before the application is there, and answers 404 then. */
    private boolean answers() {
        String target = "/git-annex/" + setup.uuid() + "/v4/checkpresent?key=WORM-s0--x&clientuuid=y";
        int status = Wire.ask(port, Request.post(target)).status();
        return status == 200 || status == 401 || status == 403;
    }

    @Override
    public int stop() {
        Process running = running();
        running.destroy();
        try {
            if (!running.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                kill();
                throw new IllegalStateException("the server did not stop on SIGTERM\n" + log());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return running.exitValue();
    }

    @Override
    public void kill() {
        Process running = running();
        List<ProcessHandle> all = Stream.concat(Stream.of(running.toHandle()), running.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }

    /** SIGSTOP to all its processes: its connections stand still. {@link #kill} ends it all the same. */
    void halt() {
        signal("STOP");
    }

    /** It goes on after {@link #halt}. */
    void resume() {
        signal("CONT");
    }

    /** First to the server itself, which starts no more processes then; those that end by themselves are no error. */
    private void signal(String name) {
        Process running = running();
        kill(name, running.toHandle()).ok();
        running.descendants().forEach(handle -> kill(name, handle));
    }

    private Ran kill(String name, ProcessHandle handle) {
        return setup.machine().run(setup.data(), List.of("kill", "-" + name, String.valueOf(handle.pid())));
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    @Override
    public void close() {
        Optional.ofNullable(process).filter(Process::isAlive).ifPresent(alive -> kill());
    }

    @Override
    public String log() {
        return text(log);
    }

    static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long residentKilobytes() {
        Process running = running();
        return Stream.concat(Stream.of(running.toHandle()), running.descendants())
                .mapToLong(handle -> residentKilobytes(handle.pid()))
                .sum();
    }

    private static long residentKilobytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private Process running() {
        return Optional.ofNullable(process).orElseThrow(() -> new IllegalStateException("never started"));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
