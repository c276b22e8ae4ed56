// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a server is started.
 *
 * @param folder the repositories are below it
 * @param uuid of a repository in it: the server is ready when it answers for that
 * @param data what the server keeps for itself; also its log
 * @param options those that git-annex p2phttp has too, or that are for Gatehouse alone in a test for it alone
 */
record ServerSetup(
        Machine machine, Path folder, String uuid, Path data, List<String> options, Map<String, String> environment) {
    ServerSetup {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }
}
