// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.branch.AnnexBranches;
import gatehouse.p2p.RefusedException;
import gatehouse.remote.local.LocalAnnex;
import gatehouse.repository.AnnexConfig;
import gatehouse.repository.Uuid;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/** A git-annex repository in a folder that nobody has said to serve. What is there is looked at each time. */
public final class LocalRepository implements LocalAnnex {
    private final Path path;
    private final Uuid expected;
    private final OpenRepositories open;

    /** @param expected the UUID that it is to have */
    public LocalRepository(Path path, Uuid expected, InstantSource clock) {
        this.path = path;
        this.expected = expected;
        this.open = new OpenRepositories(uuid -> found(), clock);
    }

    private Optional<ServedRepository> found() {
        try {
            return Optional.of(new ServedRepository("", path, config()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public AnnexConfig config() throws IOException {
        return switch (AnnexConfigReading.of(gitDir(path))) {
            case AnnexConfigReading.Annex annex -> {
                if (!annex.config().uuid().equals(expected)) {
                    throw new RefusedException("the remote is " + annex.config().uuid() + " and not " + expected);
                }
                yield annex.config();
            }
            case AnnexConfigReading.NoAnnex none -> throw new FileNotFoundException("the remote is no annex");
            case AnnexConfigReading.Unsupported unsupported ->
                throw new RefusedException("the remote cannot be used: " + unsupported.reason());
        };
    }

    /** Source: git's path.c enter_repo. */
    private static Path gitDir(Path path) throws IOException {
        for (Path place :
                Stream.of(path.resolve(".git"), path, Path.of(path + ".git")).toList()) {
            if (Files.isRegularFile(place.resolve("config")) && Files.isDirectory(place.resolve("objects"))) {
                return place.toRealPath();
            }
        }
        throw new FileNotFoundException("there is no repository where the remote should be");
    }

    @Override
    public AnnexBranches branches() {
        return open;
    }

    @Override
    public void close() {
        open.close();
    }
}
