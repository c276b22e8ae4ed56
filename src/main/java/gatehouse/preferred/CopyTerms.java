// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.repository.FileSystemText;
import gatehouse.repository.Group;
import gatehouse.repository.NumCopies;
import gatehouse.repository.TrustLevel;
import gatehouse.repository.Uuid;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Terms about where the content is. Source: Limit.hs limitPresent, limitCopies, limitLackingCopies, limitInAllGroup,
 * limitOnlyInGroup.
 */
final class CopyTerms {
    /** Whether a place with the content counts. */
    @FunctionalInterface
    private interface Counted {
        boolean counts(Question question, Uuid uuid);
    }

    private CopyTerms() {}

    static final Term PRESENT =
            Term.unstable("present", question -> question.locations().contains(question.repository));

    /** With more than one colon, the first part is the number and the rest is overlooked, as git-annex does. */
    static Parsed<Term> copies(String want) {
        String[] parts = want.split(":", -1);
        boolean spec = parts.length == 2;
        OptionalLong number = ReadNumber.integer(parts[spec ? 1 : 0]);
        if (number.isEmpty()) {
            return Parsed.failed("bad number for copies");
        }
        Counted counted = spec ? counted(parts[0]) : (question, uuid) -> true;
        return Parsed.ok(Term.stable(
                "copies=" + want,
                question -> question.copies(uuid -> counted.counts(question, uuid)) >= number.getAsLong()));
    }

    static Parsed<Term> lackingCopies(String description, ToLongFunction<Question> lacking, String want) {
        OptionalLong needed = ReadNumber.integer(want);
        if (needed.isEmpty()) {
            return Parsed.failed("bad value for number of lacking copies");
        }
        return Parsed.ok(Term.stable(description, question -> lacking.applyAsLong(question) >= needed.getAsLong()));
    }

    static Term inAllGroup(String name) {
        Optional<Group> group = group(name);
        return Term.stable("inallgroup=" + name, question -> {
            Optional<GroupMembers> members = group.flatMap(question::members);
            if (members.isEmpty()) {
                return true;
            }
            Set<Uuid> locations = question.locations();
            for (Uuid uuid : members.get().uuids()) {
                if (question.isAssumedAbsent(uuid) || !locations.contains(uuid)) {
                    return false;
                }
            }
            return true;
        });
    }

    static Term onlyInGroup(String name) {
        Optional<Group> group = group(name);
        return Term.stable("onlyingroup=" + name, question -> {
            Optional<GroupMembers> members = group.flatMap(question::members);
            boolean inGroup = false;
            for (Uuid uuid : question.locations()) {
                if (!question.isAssumedAbsent(uuid)) {
                    if (members.isEmpty() || !members.get().uuids().contains(uuid)) {
                        return false;
                    }
                    inGroup = true;
                }
            }
            return inGroup;
        });
    }

    /** Copies that there are too few, for the file. Source: Limit.hs limitCheckNumCopies. */
    static long lacking(Question question) {
        NumCopies ofFile = question.subject.file().isPresent()
                ? question.subject.fileNumCopies().orElse(question.network.numCopies())
                : question.network.numCopies();
        return lacking(question, ofFile);
    }

    /** No repository is in a group whose name cannot stand in the log. */
    static Optional<Group> group(String name) {
        String bytes = FileSystemText.encode(name);
        return bytes.isEmpty() || bytes.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c > 0xff)
                ? Optional.empty()
                : Optional.of(new Group(bytes));
    }

    /** As {@link #lacking}, overlooking what is configured for the file. */
    static long lackingGlobally(Question question) {
        return lacking(question, question.network.numCopies());
    }

    private static long lacking(Question question, NumCopies wanted) {
        int have = question.copies(uuid -> question.network.trustOf(uuid) != TrustLevel.UNTRUSTED);
        return Math.max(1, wanted.copies()) - (long) have;
    }

    /** Of a group with the name of a trust level, the trust level is meant. */
    private static Counted counted(String spec) {
        boolean orMore = spec.endsWith("+");
        Optional<TrustLevel> level = trustLevel(orMore ? spec.substring(0, spec.length() - 1) : spec);
        if (level.isPresent()) {
            return (question, uuid) -> {
                int compared = question.network.trustOf(uuid).compareTo(level.get());
                return orMore ? compared >= 0 : compared == 0;
            };
        }
        Optional<Group> group = group(spec);
        return (question, uuid) ->
                group.isPresent() && question.network.groupsOf(uuid).contains(group.get());
    }

    /** Source: Types/TrustLevel.hs readTrustLevel. */
    private static Optional<TrustLevel> trustLevel(String name) {
        return switch (name) {
            case "trusted" -> Optional.of(TrustLevel.TRUSTED);
            case "semitrusted" -> Optional.of(TrustLevel.SEMITRUSTED);
            case "untrusted" -> Optional.of(TrustLevel.UNTRUSTED);
            case "dead" -> Optional.of(TrustLevel.DEAD);
            default -> Optional.empty();
        };
    }
}
