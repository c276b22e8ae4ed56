// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README, run in their order by a user who has a folder, a terminal and a password. */
class ReadmeIT {
    private static final String BLOCK = "```sh";
    private static final String BLOCK_END = "```";
    private static final String TEST = "./gatehouse test";
    private static final String PORT = "9417";

    /** Runs each block in the user's folder; a server started goes to the background until the next one, or the end. */
    private static final String PRELUDE = """
            set -euo pipefail
            serve() {
              stop
              ./gatehouse serve --port PORT "$@" >>server.txt 2>&1 &
              server=$!
              for _ in {1..3000}; do
                [ "$(grep -c 'is ready on' server.txt)" -le "$started" ] || break
                kill -0 $server || { cat server.txt >&2; exit 1; }
                sleep 0.1
              done
              started=$((started + 1))
            }
            stop() {
              [ -z "$server" ] || { kill "$server"; wait "$server" || true; }
              server=
            }
            server= started=0
            trap stop EXIT
            exec < <(yes 'correct horse battery')
            """;

    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    @Test
    void everyCommandOfTheReadmeWorks() throws IOException {
        Machine machine = Machine.at(folder.resolve("home"), AnnexRelease.NEWEST);
        Path work = Files.createDirectory(folder.resolve("work"));
        Files.createSymbolicLink(work.resolve("gatehouse"), Path.of("gatehouse").toAbsolutePath());
        Path password = work.resolve("password");
        Files.writeString(password, "#!/bin/sh\necho correct horse battery\n");
        assertThat(password.toFile().setExecutable(true)).isTrue();

        Path script = Files.writeString(work.resolve("commands"), script(blocks()));
        Ran ran = machine.run(work, List.of("env", "GIT_ASKPASS=" + password, "bash", "-x", script.toString()));

        assertThat(ran.exit()).as(ran.toString()).isZero();
        assertThat(work.resolve("demo/welcome.txt"))
                .as("what git annex get brought")
                .isReadable();
        assertThat(ran.output()).contains("\"name\":\"photos\"", "\"level\":\"write\"");
        assertThat(present(machine, work.resolve("photos"))).as("undeleted").isTrue();
        Bench.delete(folder);
    }

    /** The content is in the repository that the server created. */
    private static boolean present(Machine machine, Path clone) {
        String key = machine.annex(clone, "lookupkey", "summer.jpg").ok().line();
        Path repository = machine.home().resolve(".local/share/gatehouse/repositories/photos.git");
        return machine.annex(repository, "contentlocation", key).exit() == 0;
    }

    private static List<List<String>> blocks() throws IOException {
        List<List<String>> blocks = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            if (line.equals(BLOCK)) {
                inside = true;
                blocks.add(new ArrayList<>());
            } else if (line.equals(BLOCK_END)) {
                inside = false;
            } else if (inside && !line.equals(TEST)) {
                blocks.get(blocks.size() - 1).add(line);
            }
        }
        assertThat(blocks).hasSizeGreaterThan(3);
        return blocks;
    }

    private static String script(List<List<String>> blocks) throws IOException {
        String port = freePort();
        StringBuilder script = new StringBuilder(PRELUDE.replace("PORT", port));
        for (List<String> block : blocks) {
            String commands = String.join("\n", block).replace(PORT, port);
            script.append("cd \"$(dirname \"$0\")\"\n")
                    .append(commands.replaceAll("(?m)^\\./gatehouse serve", "serve"))
                    .append('\n');
        }
        return script.toString();
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
