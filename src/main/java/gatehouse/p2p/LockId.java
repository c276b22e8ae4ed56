// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

/** Names a held lock to the one who took it; not to be guessed. */
public record LockId(String text) {}
