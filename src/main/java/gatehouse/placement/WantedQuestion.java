// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.placement;

import gatehouse.branch.CopiesAttributes;
import gatehouse.preferred.PreferredContent;
import gatehouse.preferred.Subject;
import gatehouse.preferred.Verdict;
import gatehouse.repository.MinCopies;
import gatehouse.repository.NumCopies;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;

/**
 * A content of which it is asked who wants it, and what is known of it at this moment.
 *
 * @param attributes what git's attributes say of its file
 */
public record WantedQuestion(PlacementRules rules, Subject subject, CopiesAttributes attributes, LiveSizes sizes) {
    /**
     * What one repository has to do with the content.
     *
     * @param present whether the location log says that it has the content
     * @param get whether it wants the content
     * @param keep whether it would want the content if it were gone from there
     * @param requireKeep whether it must keep the content
     * @param copiesElsewhere in how many other repositories the content is, without dead and untrusted ones
     */
    public record Answer(
            Uuid location, boolean present, Verdict get, Verdict keep, Verdict requireKeep, int copiesElsewhere) {
        /** As {@code git annex find --want-get}: a repository that says nothing asks for nothing. */
        public boolean wantsToGet() {
            return get.matches(false);
        }

        /** As {@code git annex find --want-drop}: a repository that says nothing keeps nothing. */
        public boolean wantsToDrop() {
            return !keep.matches(false);
        }

        public boolean mustKeep() {
            return requireKeep.matches(false);
        }
    }

    /** @param rebalance whether what is there already may move */
    public Answer about(Uuid location, boolean rebalance) {
        PreferredContent content = rebalance ? rules.rebalancing() : rules.content();
        return new Answer(
                location,
                subject.locations().contains(location),
                content.wantGet(location, subject, sizes),
                content.wantKeep(location, subject, sizes),
                content.requireKeep(location, subject, sizes),
                copiesElsewhere(location));
    }

    /** How many copies there are to be of it. */
    public NumCopies numCopies() {
        return attributes.numCopies().orElse(rules.numCopies());
    }

    /** How many of them must be there at any time. */
    public MinCopies minCopies() {
        return attributes.minCopies().orElse(rules.minCopies());
    }

    /** Source: Annex/NumCopies.hs verifiableCopies. */
    private int copiesElsewhere(Uuid location) {
        return (int) subject.locations().stream()
                .filter(uuid -> !uuid.equals(location))
                .filter(uuid -> rules.trust(uuid).compareTo(TrustLevel.UNTRUSTED) > 0)
                .count();
    }
}
