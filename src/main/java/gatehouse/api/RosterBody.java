// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.roster.RosterEvent;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What became of remotes, nodes and clusters; empty when all was so already. */
@Schema(name = "RosterEvents")
public record RosterBody(List<Event> events) {
    public RosterBody {
        events = List.copyOf(events);
    }

    /**
     * One event.
     *
     * @param what {@code proxying-begun}, {@code proxying-ended}, {@code node-added}, {@code node-removed},
     *     {@code cluster-known} or {@code refused}
     * @param name of the remote or cluster; of a removed node its description
     * @param cluster of nodes, its name; else empty
     * @param detail why it was refused, or a cluster's UUID; else empty
     */
    @Schema(name = "RosterEvent")
    public record Event(String what, String name, String cluster, String detail) {
        String line() {
            return String.join(" ", what, name, cluster, detail).strip().replaceAll(" +", " ");
        }
    }

    static RosterBody of(List<RosterEvent> events) {
        return new RosterBody(events.stream().map(RosterBody::event).toList());
    }

    private static Event event(RosterEvent event) {
        return switch (event) {
            case RosterEvent.ProxyingBegun begun ->
                of("proxying-begun", begun.remote().text());
            case RosterEvent.ProxyingEnded ended ->
                of("proxying-ended", ended.remote().text());
            case RosterEvent.NodeAdded added ->
                new Event(
                        "node-added",
                        ByteName.shown(added.remote()),
                        ByteName.shown(added.cluster().text()),
                        "");
            case RosterEvent.NodeRemoved removed ->
                new Event(
                        "node-removed",
                        ByteName.shown(removed.node()),
                        ByteName.shown(removed.cluster().text()),
                        "");
            case RosterEvent.ClusterKnown known ->
                new Event(
                        "cluster-known",
                        ByteName.shown(known.cluster().text()),
                        "",
                        ByteName.shown(known.uuid().uuid().text()));
            case RosterEvent.Refused refused ->
                new Event("refused", ByteName.shown(refused.remote()), "", refused.reason());
        };
    }

    private static Event of(String what, String name) {
        return new Event(what, ByteName.shown(name), "", "");
    }
}
