// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.persistence;

import java.io.Serial;

/** The store does not answer, or not as it must: an error of the server, not of whoever asked. */
public final class StoreException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    StoreException(String doing, Throwable cause) {
        super("the store failed while " + doing, cause);
    }
}
