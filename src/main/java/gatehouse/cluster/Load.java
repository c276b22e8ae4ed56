// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import java.util.OptionalLong;

/**
 * How busy a node is, as seen from here.
 *
 * @param transfers contents on their way, to or from it
 * @param bytesPerSecond of late; empty when nothing tells
 */
public record Load(int transfers, OptionalLong bytesPerSecond) {
    public static final Load UNKNOWN = new Load(0, OptionalLong.empty());
}
