// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import gatehouse.persistence.MariaDbProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A temporary folder with a server of one bare repository {@code shared.git}, and room for clients. */
final class Bench implements AutoCloseable {
    private final Path folder;
    private final ServedRepository repository;
    private final ServerUnderTest server;

    private Bench(Path folder, ServedRepository repository, ServerUnderTest server) {
        this.folder = folder;
        this.repository = repository;
        this.server = server;
    }

    /** Anonymous clients may do everything. */
    static Bench wideOpen() {
        return with(List.of("--wideopen"), Map.of());
    }

    /** As {@link #wideOpen}, with the store in a database. */
    static Bench wideOpenOn(MariaDbProcess.Access store) {
        return with(
                List.of("--wideopen", "--store", store.url(), "--store-user", store.user()),
                Map.of("GATEHOUSE_STORE_PASSWORD", store.password()));
    }

    /** A server with these options, which are p2phttp's too, and this in its environment. */
    static Bench with(List<String> options, Map<String, String> environment) {
        try {
            Path folder = Files.createTempDirectory("gatehouse-it");
            Path served = Files.createDirectory(folder.resolve("served"));
            Machine machine = Machine.at(folder.resolve("server-home"), AnnexRelease.NEWEST);
            ServedRepository repository = ServedRepository.bare(machine, served.resolve("shared.git"));
            Path data = folder.resolve("data");
            return new Bench(
                    folder,
                    repository,
                    ServerUnderTest.start(
                            new ServerSetup(machine, served, repository.uuid(), data, options, environment)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** The machine of the server's administrator. */
    Machine machine() {
        return repository.machine();
    }

    ServedRepository repository() {
        return repository;
    }

    /** More repositories, made while the server runs; returns when it serves them. */
    List<ServedRepository> moreRepositories(String name, int count) {
        List<ServedRepository> more = IntStream.range(0, count)
                .mapToObj(i -> ServedRepository.bare(machine(), server.folder().resolve(name + "-" + i + ".git")))
                .toList();
        for (ServedRepository one : more) {
            AnnexApi there = new AnnexApi(server, one.uuid());
            Poll.until(
                    "the new repository is served",
                    () -> there.post("checkpresent", "WORM-s0--x").status() == 200);
        }
        return more;
    }

    /** A new empty folder of this name. */
    Path newFolder(String name) {
        try {
            return Files.createDirectory(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ServerUnderTest server() {
        return server;
    }

    /** What the server has in its log, of all its starts. */
    String log() {
        return ServedRepository.filesBelow(folder.resolve("data/logs")).stream()
                .map(ServerProcess::text)
                .collect(Collectors.joining());
    }

    AnnexApi api() {
        return new AnnexApi(server, repository.uuid());
    }

    @Override
    public void close() {
        server.close();
        delete(folder);
    }

    /** Deletes with all below, the write-protected objects of git-annex included. */
    static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                    Files.delete(path);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path path, IOException failure) throws IOException {
                    Files.delete(path);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
