// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The launcher's commands that make clusters. */
final class RosterCommands {
    private RosterCommands() {}

    /** What the launcher prints for a command about a repository. */
    static List<String> said(Bench bench, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of("gatehouse").toAbsolutePath().toString(),
                "--data",
                bench.folder().resolve("data").toString(),
                "repository"));
        command.addAll(List.of(arguments));
        return bench.machine().run(bench.folder(), command).ok().lines();
    }

    /** Repositories of a server: the first is to be a gateway, the others nodes, their remotes named so. */
    static List<ServedRepository> withNodes(Bench bench, String name, int firstNode, int nodes) {
        List<ServedRepository> all = bench.moreRepositories(name, 1 + nodes);
        for (int i = 1; i <= nodes; i++) {
            said(bench, "remote", "add", name + "-0", "node" + (firstNode + i - 1), name + "-" + i);
        }
        return all;
    }

    static void addGateway(Bench bench, String repository, String remote, ServedRepository there, Bench at) {
        said(
                bench,
                "remote",
                "add",
                repository,
                remote,
                at.server().gitUrl(there.name()),
                "--annexurl",
                at.server().annexUrl(),
                "--uuid",
                there.uuid());
    }
}
