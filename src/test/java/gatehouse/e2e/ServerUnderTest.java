// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.nio.file.Path;

/** A server process on a port of the loopback interface, which serves the repositories of one folder. */
interface ServerUnderTest extends AutoCloseable {
    /** Whether the suites run against git-annex's own server ({@code -Dgatehouse.it.server=reference}). */
    static boolean isReference() {
        return switch (System.getProperty("gatehouse.it.server", "gatehouse")) {
            case "reference" -> true;
            case "gatehouse" -> false;
            default -> throw new IllegalArgumentException("gatehouse.it.server is neither reference nor gatehouse");
        };
    }

    /** The chosen server, started on a free port and ready to answer. */
    static ServerUnderTest start(ServerSetup setup) {
        ServerProcess server = isReference() ? new ReferenceServer(setup) : new GatehouseServer(setup);
        server.start();
        return server;
    }

    int port();

    /** The url by which a client reaches the annex of every repository. */
    default String annexUrl() {
        return "annex+http://127.0.0.1:" + port() + "/git-annex/";
    }

    /** What {@code git clone} is given for the repository in the folder {@code name}. */
    String gitUrl(String name);

    /** Whether a plain clone of {@link #gitUrl} finds the annex by itself. */
    boolean tellsClientsItsUrl();

    /** SIGTERM, and waits for the end, a minute at most. Returns the exit status. */
    int stop();

    /** SIGKILL to all its processes. */
    void kill();

    /** Starts it again after {@link #stop} or {@link #kill}, on the same port and data. */
    void start();

    /** All it has printed so far. */
    String log();

    /** The memory it holds, in kilobytes. */
    long residentKilobytes();

    /** The folder of the repositories. */
    Path folder();

    @Override
    void close();
}
