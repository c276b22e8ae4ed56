// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.remote;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/** @param nanoTime never goes back */
public record Clocks(InstantSource instants, LongSupplier nanoTime) {}
