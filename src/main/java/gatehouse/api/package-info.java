// SPDX-License-Identifier: AGPL-3.0-or-later
/** The REST API for administrators' scripts. */
@NullMarked
package gatehouse.api;

import org.jspecify.annotations.NullMarked;
