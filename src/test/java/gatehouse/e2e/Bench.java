// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

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

/** A temporary folder with a server of one bare repository {@code shared.git}, and room for clients. */
final class Bench implements AutoCloseable {
    private final Path folder;
    private final Machine machine;
    private final ServedRepository repository;
    private final ServerUnderTest server;

    private Bench(List<String> options, Map<String, String> environment) {
        try {
            folder = Files.createTempDirectory("gatehouse-it");
            machine = Machine.at(folder.resolve("server-home"), AnnexRelease.NEWEST);
            Path served = Files.createDirectory(folder.resolve("served"));
            repository = ServedRepository.bare(machine, served.resolve("shared.git"));
            server = ServerUnderTest.start(
                    new ServerSetup(machine, served, repository.uuid(), folder.resolve("data"), options, environment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Anonymous clients may do everything. */
    static Bench wideOpen() {
        return new Bench(List.of("--wideopen"), Map.of());
    }

    static Bench with(List<String> options, Map<String, String> environment) {
        return new Bench(options, environment);
    }

    Path folder() {
        return folder;
    }

    Machine machine() {
        return machine;
    }

    ServedRepository repository() {
        return repository;
    }

    ServerUnderTest server() {
        return server;
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
