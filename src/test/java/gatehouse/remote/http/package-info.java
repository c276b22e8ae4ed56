// SPDX-License-Identifier: AGPL-3.0-or-later
@NullMarked
package gatehouse.remote.http;

import org.jspecify.annotations.NullMarked;
