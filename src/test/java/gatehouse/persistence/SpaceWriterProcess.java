// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server, as far as space is concerned, in a process of its own: {@code URL NAME SEED WRITERS ROUNDS LEASE}. */
public final class SpaceWriterProcess {
    private SpaceWriterProcess() {}

    public static void main(String[] args) throws Exception {
        TestDatabase database = TestDatabase.at(args[0]);
        Duration lease = Duration.ofSeconds(Long.parseLong(args[5]));
        try (OpenSizes store = new OpenSizes(database, OpenSizes.Kept.asServed(database), lease)) {
            System.out.println("begins");
            new SpaceWriters(store, args[1], Long.parseLong(args[2]), () -> System.out.println("busy"))
                    .run(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        }
        System.out.println("ends");
        System.exit(0);
    }

    /** What the process says goes to {@code out}, and why it failed to a file beside it. */
    static Process start(String url, Path out, List<String> arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                SpaceWriterProcess.class.getName(),
                url));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(out.resolveSibling(out.getFileName() + ".errors").toFile())
                .start();
    }
}
