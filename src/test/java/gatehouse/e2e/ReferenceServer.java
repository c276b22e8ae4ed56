// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.util.ArrayList;
import java.util.List;

/** git-annex's own server, which tells what clients are used to. It serves no git: clones are made by path. */
final class ReferenceServer extends ServerProcess {
    ReferenceServer(ServerSetup setup) {
        super(setup);
    }

    @Override
    protected List<String> command() {
        List<String> command = new ArrayList<>(
                List.of("git-annex", "p2phttp", "--bind", "127.0.0.1", "--port", String.valueOf(port()), "-J8"));
        command.add("--directory=" + setup.folder());
        command.addAll(setup.options());
        return command;
    }

    @Override
    public String gitUrl(String name) {
        return setup.folder().resolve(name).toString();
    }

    @Override
    public boolean tellsClientsItsUrl() {
        return false;
    }
}
