// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.branch.AnnexBranches;
import gatehouse.branch.Locations;
import gatehouse.branch.SizeCounting;
import gatehouse.placement.PlacementChanges;
import gatehouse.placement.Placements;
import gatehouse.placement.WantedQuestions;
import gatehouse.repository.Uuid;
import gatehouse.roster.RosterChanges;
import gatehouse.size.LiveUpdates;
import gatehouse.size.RepoSizes;
import gatehouse.whereis.LocationJournal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.UUID;

/** What the container injects where placement is asked for or changed. */
@ApplicationScoped
public class PlacementBeans {
    @Produces
    @Singleton
    Placements placements(Gatehouse gatehouse) {
        return gatehouse.running().placements();
    }

    @Produces
    @Singleton
    SizeCounting counting(Gatehouse gatehouse) {
        return gatehouse.running().counting();
    }

    @Produces
    @Singleton
    PlacementChanges changes(Gatehouse gatehouse, InstantSource clock) {
        return new PlacementChanges(gatehouse.running().open(), clock);
    }

    @Produces
    @Singleton
    RosterChanges roster(Gatehouse gatehouse, InstantSource clock) {
        return new RosterChanges(
                gatehouse.running().open(),
                new ServedNeighbours(gatehouse.running().directory()),
                () -> new Uuid(UUID.randomUUID().toString()),
                clock);
    }

    @Produces
    @Singleton
    WantedQuestions questions(Gatehouse gatehouse, LocationJournal journal, RepoSizes sizes, LiveUpdates live) {
        AnnexBranches open = gatehouse.running().open();
        WantedQuestions.Branches branches = new WantedQuestions.Branches(open, new Locations(open, journal));
        return new WantedQuestions(gatehouse.running().placements(), branches, sizes, live);
    }
}
