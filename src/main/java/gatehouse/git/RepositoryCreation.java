// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.branch.AnnexBranch;
import gatehouse.branch.Durable;
import gatehouse.branch.JournalLocked;
import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.repository.AnnexConfig;
import gatehouse.repository.FileName;
import gatehouse.repository.Uuid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.StoredConfig;

/**
 * Makes bare repositories that git-annex accepts as initialised. One appears under its name whole, or not at all.
 * Source: Annex/Init.hs; what {@code git annex init} of 10.20261026 leaves behind.
 */
public final class RepositoryCreation {
    private static final String UNFINISHED = ".gatehouse-new-";
    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);
    private static final int LONGEST_NAME_CHARS = 200;
    /** File systems take 255, and {@code .git} is added. */
    private static final int LONGEST_PART_BYTES = 200;

    private static final int LONGEST_DESCRIPTION_CHARS = 1000;

    private final Path folder;
    private final Supplier<Uuid> uuids;
    private final InstantSource clock;

    /**
     * @param folder where repositories are made; below it are those that were made
     * @param uuids new ones
     */
    public RepositoryCreation(Path folder, Supplier<Uuid> uuids, InstantSource clock) {
        this.folder = folder.toAbsolutePath().normalize();
        this.uuids = uuids;
        this.clock = clock;
    }

    /** What to make. @param name segments separated by slashes, as it stands in urls, without {@code .git} */
    public record NewRepository(String name, String description) {
        public NewRepository {
            if (name.length() > LONGEST_NAME_CHARS || !name.matches("[^/]+(/[^/]+)*") || !named(name)) {
                throw new FailureException(new Failure.Malformed(
                        "a name is made of letters, digits, and . _ - + @ and spaces inside, in parts separated by /,"
                                + " that do not begin with . or - nor end in .git or ."));
            }
            if (description.length() > LONGEST_DESCRIPTION_CHARS
                    || description.chars().anyMatch(Character::isISOControl)) {
                throw new FailureException(new Failure.Malformed("a description is one line of at most 1000 chars"));
            }
        }

        private static boolean named(String name) {
            for (String part : name.split("/")) {
                if (!part.matches("[\\p{L}\\p{N}_+@][\\p{L}\\p{M}\\p{N}._+@ -]*")
                        || part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART_BYTES
                        || part.toLowerCase(Locale.ROOT).endsWith(".git")
                        || part.endsWith(".")
                        || part.endsWith(" ")) {
                    return false;
                }
            }
            return true;
        }
    }

    /** @return its UUID; it is served after the next scan. @throws FailureException Conflict when the name is taken */
    public Uuid create(NewRepository wanted) throws IOException {
        Path place = place(wanted.name());
        refuseTaken(place);
        makeFolder(parent(place));
        Uuid uuid = uuids.get();
        Path unfinished = folder.resolve(UNFINISHED + uuid);
        try {
            initialise(unfinished, uuid, wanted.description());
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
            Durable.sync(parent(place));
        } catch (FileSystemException e) {
            if (Files.exists(place)) {
                throw taken();
            }
            throw e;
        } finally {
            delete(unfinished);
        }
        return uuid;
    }

    /** Whether a folder is a repository that is still being made. */
    static boolean unfinished(Path path) {
        return path.getFileName().toString().startsWith(UNFINISHED);
    }

    /** Deletes what a killed server has left unfinished. */
    public void mend() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var unfinished = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
            for (Path path : unfinished) {
                delete(path);
            }
        }
    }

    /** Names of files are bytes, and those of urls UTF-8. */
    private Path place(String name) {
        Path place = folder;
        for (String part : (name + ".git").split("/")) {
            place = FileName.in(place, new String(part.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        }
        if (!place.toFile().toPath().equals(place)) {
            throw new FailureException(
                    new Failure.Malformed("the locale of the server allows names of ASCII letters only"));
        }
        return place;
    }

    private static void makeFolder(Path wanted) throws IOException {
        if (!Files.isDirectory(wanted)) {
            makeFolder(parent(wanted));
            Files.createDirectories(wanted);
            Durable.sync(parent(wanted));
        }
    }

    private static Path parent(Path place) {
        return Objects.requireNonNull(place.getParent(), "a place below a folder");
    }

    /** A repository must not be put inside of another, nor around one. */
    private void refuseTaken(Path place) {
        String name = FileName.of(place);
        Path withoutSuffix = FileName.in(parent(place), name.substring(0, name.length() - ".git".length()));
        if (Files.exists(place) || RepositoryScan.gitDir(withoutSuffix).isPresent()) {
            throw taken();
        }
        for (Path above = place.getParent(); above != null && !above.equals(folder); above = above.getParent()) {
            if (RepositoryScan.gitDir(above).isPresent()) {
                throw taken();
            }
        }
    }

    private void initialise(Path gitDir, Uuid uuid, String description) throws IOException {
        try (FileRepository repository = new FileRepository(gitDir.toFile())) {
            repository.create(true);
            StoredConfig config = repository.getConfig();
            config.setString("annex", null, "uuid", uuid.text());
            config.setInt("annex", null, "version", AnnexConfig.NEWEST_VERSION);
            config.save();
            Files.writeString(gitDir.resolve("HEAD"), "ref: refs/heads/main\n");
            Files.writeString(gitDir.resolve("description"), description + "\n");
            Path annex = Files.createDirectories(gitDir.resolve("annex"));
            Files.createDirectories(annex.resolve("journal"));
            sentinal(annex);
            if (!(AnnexConfigReading.of(gitDir) instanceof AnnexConfigReading.Annex made)) {
                throw new IOException("a new repository cannot be read back");
            }
            AnnexBranch branch = new AnnexBranch(repository, made.config(), clock);
            try (JournalLocked locked = branch.lock(LOCK_WAIT)) {
                branch.create(
                        locked, new String(description.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            }
        }
        syncAll(gitDir);
    }

    /** By these git-annex notices that a repository was copied to other inodes. Source: Annex/InodeSentinal.hs. */
    private static void sentinal(Path annex) throws IOException {
        Path sentinal = Files.createFile(annex.resolve("sentinal"));
        var modified = Files.getLastModifiedTime(sentinal).toInstant();
        Files.writeString(
                annex.resolve("sentinal.cache"),
                Files.getAttribute(sentinal, "unix:ino") + " 0 " + modified.getEpochSecond() + " "
                        + modified.getNano());
    }

    private static void syncAll(Path gitDir) throws IOException {
        Files.walkFileTree(gitDir, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Durable.sync(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @org.jspecify.annotations.Nullable IOException e)
                    throws IOException {
                Durable.sync(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @org.jspecify.annotations.Nullable IOException e)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static FailureException taken() {
        return new FailureException(new Failure.Conflict("the name is taken"));
    }
}
