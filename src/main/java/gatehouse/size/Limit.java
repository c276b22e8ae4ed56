// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.size;

import gatehouse.repository.MaxSize;

/** What the maxsize of a repository means to whoever wants to put something there. */
public sealed interface Limit {
    Limit NONE = new None();

    /** No maxsize is set. */
    record None() implements Limit {}

    /** As upstream: the choice takes it into account, and nobody is held to it. */
    record Advisory(MaxSize maxSize) implements Limit {}

    /** What would go beyond it is refused. */
    record Hard(MaxSize maxSize) implements Limit {}
}
