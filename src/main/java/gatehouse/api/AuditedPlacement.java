// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.failure.Failure;
import gatehouse.failure.FailureException;
import gatehouse.placement.LocationName;
import gatehouse.placement.PlacementChanges;
import gatehouse.placement.PlacementRules;
import gatehouse.placement.Placements;
import gatehouse.placement.SettingChange;
import gatehouse.repository.Uuid;
import gatehouse.tenant.AuditEntry;
import gatehouse.tenant.AuditTrail;
import gatehouse.tenant.Author;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;

/** The placement settings of served repositories, as requests name and change them. */
@RequestScoped
class AuditedPlacement {
    @Inject
    RepositoryAdministration repositories;

    @Inject
    Placements placements;

    @Inject
    PlacementChanges changes;

    @Inject
    AuditTrail audit;

    /** A repository of which a served repository's branch tells. */
    record Place(PlacementRules rules, Uuid location) {}

    /**
     * @param uuid as {@link ByteName} shows it
     * @throws FailureException Malformed, or Missing when it is not served
     */
    PlacementRules rules(String uuid) throws IOException {
        return placements
                .of(Named.served(repositories, uuid).uuid())
                .orElseThrow(() -> new FailureException(new Failure.Missing("no such repository is served")));
    }

    /**
     * What a request's path names.
     *
     * @throws FailureException Malformed, Missing when the one or the other is not known, Conflict when several have
     *     the description
     */
    Place place(PathOfLocation path) throws IOException {
        PlacementRules rules = rules(path.uuid());
        return new Place(rules, location(rules, path.location()));
    }

    /** As a path names it. */
    record PathOfLocation(String uuid, String location) {}

    Uuid location(PlacementRules rules, String shown) {
        String name = ByteName.read(shown).orElseThrow(() -> Fields.malformed("not a UUID or name"));
        return switch (LocationName.of(name, rules)) {
            case LocationName.Known known -> known.uuid();
            case LocationName.Unknown unknown ->
                throw new FailureException(
                        new Failure.Missing("no repository of that UUID, name or description is known there"));
            case LocationName.Ambiguous ambiguous ->
                throw new FailureException(
                        new Failure.Conflict("several repositories have that description: give a UUID"));
        };
    }

    /** Returns when the branch and the audit have the change; the audit has what is wanted before anything happens. */
    void change(PlacementRules rules, SettingChange change, SecurityContext context) throws IOException {
        Author author = Administrator.of(context);
        audit.record(entry(rules, change, "wanted: " + DescribedChange.wanted(change)), author);
        PlacementChanges.Changed changed = changes.apply(rules.repository(), change);
        audit.record(
                new AuditEntry.Change(
                        DescribedChange.what(change),
                        subject(rules, change),
                        DescribedChange.shown(change, changed.before()),
                        DescribedChange.shown(change, changed.after())),
                author);
    }

    private static AuditEntry.Change entry(PlacementRules rules, SettingChange change, String after) {
        return new AuditEntry.Change(
                DescribedChange.what(change),
                subject(rules, change),
                DescribedChange.shown(change, rules.logs()),
                after);
    }

    private static String subject(PlacementRules rules, SettingChange change) {
        String repository = ByteName.shown(rules.repository().text());
        String of = DescribedChange.subject(change);
        return of.isEmpty() ? repository : repository + " " + ByteName.shown(of);
    }
}
