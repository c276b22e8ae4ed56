// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.failure;

import java.io.Serial;

/** Carries a {@link Failure} to the binding that maps it. */
public final class FailureException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public FailureException(Failure failure) {
        super(failure.reason());
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
