// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote.ssh;

import java.time.Duration;

/**
 * @param connect for how long to wait for a host, and for a program to be started there
 * @param kept for how long a connection is kept that nothing runs on
 * @param channels that run on one connection; sshd allows 10 where not told otherwise
 */
public record SshLimits(Duration connect, Duration kept, int channels) {
    public static final SshLimits USUAL = new SshLimits(Duration.ofSeconds(15), Duration.ofMinutes(2), 8);
}
