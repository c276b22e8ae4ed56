// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.repository.FileName;
import gatehouse.repository.Uuid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An annex at a place in the file system that a git config tells of, served or not. */
public final class LocalAnnex {
    private LocalAnnex() {}

    /**
     * Its UUID as it is now; empty when no annex is there that can be read.
     *
     * @param beginning what a relative path begins at
     * @param bytePath one char for each byte
     */
    public static Optional<Uuid> uuidAt(Path beginning, String bytePath) {
        if (bytePath.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Path place = place(beginning, bytePath);
        // As git does, which lets the end of the name of a bare repository be left out.
        return gitDir(place)
                .or(() -> gitDir(Path.of(place + ".git")))
                .map(AnnexConfigReading::of)
                .flatMap(reading -> reading instanceof AnnexConfigReading.Annex annex
                        ? Optional.of(annex.config().uuid())
                        : Optional.empty());
    }

    private static Path place(Path beginning, String bytePath) {
        Path place = bytePath.startsWith("/") ? Path.of("/") : beginning;
        for (String part : bytePath.split("/")) {
            switch (part) {
                case "", "." -> {}
                case ".." -> place = place.resolve("..");
                default -> place = FileName.in(place, part);
            }
        }
        return place;
    }

    private static Optional<Path> gitDir(Path place) {
        return Files.isDirectory(place) ? RepositoryScan.gitDir(place.toAbsolutePath()) : Optional.empty();
    }
}
