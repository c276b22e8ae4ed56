// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.git.LocalAnnex;
import gatehouse.git.RepositoryDirectory;
import gatehouse.git.ServedRepository;
import gatehouse.repository.FileName;
import gatehouse.repository.Uuid;
import gatehouse.roster.Neighbours;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The repositories that are served, and those beside them. */
final class ServedNeighbours implements Neighbours {
    private final RepositoryDirectory directory;

    ServedNeighbours(RepositoryDirectory directory) {
        this.directory = directory;
    }

    @Override
    public Optional<Neighbour> find(String name) {
        String text = new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return directory
                .find(text)
                .or(() -> Uuid.of(name).flatMap(directory::find))
                .map(ServedNeighbours::neighbour);
    }

    @Override
    public Optional<Uuid> uuidAt(Path gitDir, String path) {
        boolean bare = !gitDir.endsWith(".git");
        Path top = bare ? gitDir : gitDir.resolve("..");
        return LocalAnnex.uuidAt(top, path);
    }

    private static Neighbour neighbour(ServedRepository repository) {
        StringBuilder path = new StringBuilder();
        for (Path part : repository.path().toAbsolutePath().normalize()) {
            path.append('/').append(FileName.of(part));
        }
        String name = new String(repository.name().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new Neighbour(repository.uuid(), name, path.toString());
    }
}
