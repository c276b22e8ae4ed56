// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Seconds since the machine was started, suspension counted: the clock that git-annex's own server uses on Linux, so
 * that both agree on timestamps. Elsewhere the JVM's monotonic clock. Source: Utility/MonotonicClock.hs.
 */
final class BootClock implements LongSupplier {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private final boolean linux = Files.isReadable(UPTIME);

    @Override
    public long getAsLong() {
        if (!linux) {
            return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        }
        try {
            String uptime = Files.readString(UPTIME, StandardCharsets.US_ASCII);
            return Long.parseLong(uptime, 0, uptime.indexOf('.'), 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
