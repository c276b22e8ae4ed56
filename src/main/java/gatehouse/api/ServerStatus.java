// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import java.util.List;

/** How the server is doing; {@code server} says so. */
public interface ServerStatus {
    /** @param freeBytes what may still be written on the file system that the folder is on */
    record Folder(String path, long freeBytes) {}

    /**
     * @param problems each a line, such as a UUID that two repositories have
     * @param journalDepth location changes that no git-annex branch holds yet
     * @param locks contents locked at the moment
     */
    record Status(
            String version,
            long uptimeSeconds,
            int repositories,
            List<String> problems,
            long journalDepth,
            int locks,
            List<Folder> folders) {
        public Status {
            problems = List.copyOf(problems);
            folders = List.copyOf(folders);
        }
    }

    Status now();
}
