// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

/** Seconds of a clock that is never set back, of this machine since its start. Source: Utility/MonotonicClock.hs. */
public record MonotonicTimestamp(long seconds) {}
