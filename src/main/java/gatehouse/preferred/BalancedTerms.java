// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.Group;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Terms that spread content over the repositories of a group. Source: Limit.hs limitBalanced, limitFullyBalanced,
 * limitSizeBalanced, limitFullySizeBalanced.
 */
final class BalancedTerms {
    private static final String LACKING_COPIES = "lackingcopies";

    /** How many repositories are to have the content. */
    @FunctionalInterface
    private interface Wanted {
        long copies(Question question);
    }

    private BalancedTerms() {}

    static Parsed<Term> fullyBalanced(String want) {
        return fully("fullybalanced", want, Candidates::withSpace);
    }

    static Parsed<Term> fullySizeBalanced(String want) {
        return fully("fullysizebalanced", want, Candidates::withMostSpace);
    }

    static Parsed<Term> balanced(String want) {
        return staying("balanced", want, Candidates::withSpace);
    }

    static Parsed<Term> sizeBalanced(String want) {
        return staying("sizebalanced", want, Candidates::withMostSpace);
    }

    private static Parsed<Term> fully(String name, String want, Candidates filter) {
        String[] parts = want.split(":", -1);
        if (parts.length > 2) {
            return Parsed.failed("bad value for " + name);
        }
        Wanted wanted;
        if (parts.length == 1) {
            wanted = question -> 1;
        } else if (parts[1].equals(LACKING_COPIES)) {
            wanted = CopyTerms::lacking;
        } else {
            OptionalLong number = ReadNumber.integer(parts[1]);
            if (number.isEmpty()) {
                return Parsed.failed("bad number for " + name);
            }
            wanted = question -> number.getAsLong();
        }
        Optional<Group> group = CopyTerms.group(parts[0]);
        return Parsed.ok(Term.stable(name + "=" + want, question -> {
            Optional<GroupMembers> members = group.flatMap(question::members);
            boolean picked = members.isPresent()
                    && filter.of(question, members.get(), wanted.copies(question))
                            .pick(question);
            if (picked) {
                question.decidedBySizes();
            }
            return picked;
        }));
    }

    /** Wants what is there already, and more only where copies are missing. */
    private static Parsed<Term> staying(String name, String want, Candidates filter) {
        boolean lacking = want.endsWith(":" + LACKING_COPIES);
        Parsed<Term> enough = lacking
                ? CopyTerms.lackingCopies(name, CopyTerms::lacking, "1")
                : CopyTerms.copies(want.contains(":") ? want : want + ":1");
        return fully(name, want, filter)
                .then(fully -> enough.then(copies -> Parsed.ok(Term.unstable(name + "=" + want, question -> {
                    if (question.network.balancing().rebalance()) {
                        return question.matches(fully);
                    }
                    return question.matches(CopyTerms.PRESENT)
                            || question.matches(copies) == lacking && question.matches(fully);
                }))));
    }
}
