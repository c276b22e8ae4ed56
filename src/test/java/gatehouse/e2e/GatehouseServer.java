// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Gatehouse as users start it, from the built {@code target/gatehouse.jar}. */
final class GatehouseServer extends ServerProcess {
    GatehouseServer(ServerSetup setup) {
        super(setup);
    }

    @Override
    protected List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of("gatehouse").toAbsolutePath().toString(),
                "serve",
                "--bind",
                "127.0.0.1",
                "--port",
                String.valueOf(port())));
        command.addAll(List.of(
                "--data", setup.data().toString(), "--directory", setup.folder().toString()));
        command.addAll(setup.options());
        return command;
    }

    @Override
    public String gitUrl(String name) {
        return "http://127.0.0.1:" + port() + "/git/" + name;
    }

    /** With what the container printed. */
    @Override
    public String log() {
        return super.log() + text(setup.data().resolve("logs/console.log"));
    }

    @Override
    public boolean tellsClientsItsUrl() {
        return true;
    }
}
