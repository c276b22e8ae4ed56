// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.cluster;

import java.time.Duration;

/**
 * How long a cluster waits for its nodes.
 *
 * @param answer for an answer to a question
 * @param stall how long a node may take nothing of an upload that others take
 * @param stored how long a node may take to store what it has got
 */
public record ClusterLimits(Duration answer, Duration stall, Duration stored) {}
