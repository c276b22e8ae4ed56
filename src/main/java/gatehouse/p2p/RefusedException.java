// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.p2p;

import java.io.IOException;
import java.io.Serial;

/** The other side is there and has answered, with anything but a result. */
public final class RefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
