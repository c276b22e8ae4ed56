// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.placement.PlacementRules;
import gatehouse.repository.RepoSize;
import gatehouse.repository.Uuid;
import gatehouse.size.Hour;
import gatehouse.size.SizeHistory;
import gatehouse.size.SizeHistory.Point;
import gatehouse.size.SizeHistory.Series;
import gatehouse.size.SizeHistory.Span;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** How much a repository held over time. */
@Path("repositories/{uuid}/sizes/history")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SizeHistoryResource {
    /** @param next to be given as {@code after} for the next page; empty on the last */
    public record HistoryPage(String uuid, List<Value> values, String next) {
        public HistoryPage {
            values = List.copyOf(values);
        }
    }

    /**
     * A value, which holds until the next one.
     *
     * @param at from when, in ISO 8601: the beginning of an hour
     * @param known false from where on the branch knows the repository no longer
     * @param bytes 0 where that is so
     */
    public record Value(String at, boolean known, long bytes) {}

    @Inject
    AuditedPlacement placement;

    @Inject
    SizeHistory history;

    @PathParam("uuid")
    String uuid = "";

    @GET
    @Parameter(name = "after", in = ParameterIn.QUERY, description = PageQuery.AFTER)
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = PageQuery.LIMIT)
    @Operation(
            operationId = "sizeHistory",
            summary = "Lists how much a repository held, from when on, the oldest first",
            description =
                    "Each value holds until the next. The first is the one that held at since, even if it is"
                            + " older. Each hour of two weeks is kept, then the end of each day of two years, then of each week.")
    public HistoryPage list(
            @Parameter(description = "A UUID, name or description; the repository itself when left out")
                    @QueryParam("location")
                    @DefaultValue("here")
                    String location,
            @Parameter(description = "From when, as 2026-11-25T03:00:00Z; all when left out") @QueryParam("since")
                    Optional<String> since,
            @Parameter(description = "Until when; now when left out") @QueryParam("until") Optional<String> until,
            @BeanParam PageQuery query)
            throws IOException {
        PlacementRules rules = placement.rules(uuid);
        Span span = new Span(
                since.map(SizeHistoryResource::hour).orElse(Hour.of(Instant.EPOCH)),
                until.map(SizeHistoryResource::hour).orElse(new Hour(Long.MAX_VALUE)));
        if (span.since().compareTo(span.until()) > 0) {
            throw Fields.malformed("since is after until");
        }
        Optional<Hour> after = query.after().map(SizeHistoryResource::hour);
        int wanted = query.wanted();
        Series series = new Series(rules.repository(), location(rules, location));
        PageQuery.Page<Point> page = query.page(
                points(series, span, after, wanted),
                point -> point.hour().start().toString());
        return new HistoryPage(
                ByteName.shown(series.location().text()),
                page.items().stream().map(SizeHistoryResource::shown).toList(),
                page.next());
    }

    private List<Point> points(Series series, Span span, Optional<Hour> after, int most) {
        if (after.isPresent()) {
            return history.within(series, new Span(next(after.get()), span.until()), most);
        }
        List<Point> points =
                new ArrayList<>(history.at(series, span.since()).stream().toList());
        points.addAll(history.within(series, new Span(next(span.since()), span.until()), most - points.size()));
        return points;
    }

    private static Hour next(Hour hour) {
        return new Hour(hour.sinceEpoch() + 1);
    }

    /** A repository that the branch knows no longer is found by its UUID as long as there is a history of it. */
    private Uuid location(PlacementRules rules, String shown) {
        return ByteName.read(shown)
                .flatMap(Uuid::of)
                .filter(past -> !rules.locations().contains(past))
                .filter(past -> history.at(new Series(rules.repository(), past), new Hour(Long.MAX_VALUE))
                        .isPresent())
                .orElseGet(() -> placement.location(rules, shown));
    }

    private static Hour hour(String moment) {
        try {
            return Hour.of(Instant.parse(moment));
        } catch (DateTimeException e) {
            throw Fields.malformed("a time is written as 2026-11-25T03:00:00Z");
        }
    }

    private static Value shown(Point point) {
        return new Value(
                point.hour().start().toString(),
                point.size().isPresent(),
                point.size().map(RepoSize::bytes).orElse(0L));
    }
}
