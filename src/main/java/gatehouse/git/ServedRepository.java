// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

import gatehouse.repository.AnnexConfig;
import gatehouse.repository.Uuid;
import java.nio.file.Path;

/**
 * A git-annex repository that is served.
 *
 * @param name in urls: segments without {@code .git} at the end, separated by slashes
 * @param path the folder as an administrator knows it
 */
public record ServedRepository(String name, Path path, AnnexConfig config) {
    public Uuid uuid() {
        return config.uuid();
    }
}
