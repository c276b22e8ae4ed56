// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.matcher.Matcher;
import gatehouse.repository.Group;
import gatehouse.repository.Uuid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Which repositories of a network want which content. Made once for a state of the branch and asked by any number of
 * threads; what does not depend on the content is prepared when a repository is first asked about. Source:
 * Logs/PreferredContent.hs, Annex/FileMatcher.hs, Annex/Wanted.hs.
 */
public final class PreferredContent {
    private static final TermParser FOR_A_CHECK =
            new TermParser(Parsed.ok(new Matcher.Anything<>()), Parsed.ok(new Matcher.Anything<>()));

    private final Network network;
    private final Map<Group, GroupMembers> members;
    private final Map<Uuid, Wish> preferred = new ConcurrentHashMap<>();
    private final Map<Uuid, Wish> required = new ConcurrentHashMap<>();

    public PreferredContent(Network network) {
        this.network = network;
        this.members = GroupMembers.byGroup(network.groups());
    }

    /** What is wrong with an expression, one char for each byte, that someone wants to set; empty when nothing is. */
    public static Optional<String> complaint(String expression) {
        return FOR_A_CHECK.complaint(expression);
    }

    /** Whether the repository wants the content. Source: Annex/Wanted.hs wantGetBy. */
    public Verdict wantGet(Uuid repository, Subject subject, Sizes sizes) {
        return preferred(repository).judge(question(repository, subject, sizes, Set.of()));
    }

    /** Whether the repository would want the content if it were gone from there, and so is to keep it. */
    public Verdict wantKeep(Uuid repository, Subject subject, Sizes sizes) {
        return preferred(repository).judge(question(repository, subject, sizes, Set.of(repository)));
    }

    /** As {@link #wantKeep}, of what the repository must not lose. Source: Annex/Wanted.hs checkDrop. */
    public Verdict requireKeep(Uuid repository, Subject subject, Sizes sizes) {
        return required(repository).judge(question(repository, subject, sizes, Set.of(repository)));
    }

    /**
     * Whether the content may leave the repository: not when it is wanted under its name, nor under any other. Source:
     * Annex/Wanted.hs wantDrop.
     *
     * @param otherFiles with the same content
     * @param notConfigured whether a repository without an expression wants everything
     */
    public boolean wantDrop(
            Uuid repository, Subject subject, List<String> otherFiles, Sizes sizes, boolean notConfigured) {
        return Stream.concat(Stream.of(subject), otherFiles.stream().map(subject::named))
                .noneMatch(named -> wantKeep(repository, named, sizes).matches(notConfigured));
    }

    private Question question(Uuid repository, Subject subject, Sizes sizes, Set<Uuid> assumedAbsent) {
        return new Question(new Question.Asking(repository, network, members), subject, sizes, assumedAbsent);
    }

    /** What is required is wanted too. */
    private Wish preferred(Uuid repository) {
        return preferred.computeIfAbsent(repository, uuid -> {
            Optional<Parsed<Matcher<Term>>> own = Optional.ofNullable(
                            network.expressions().preferred().get(uuid))
                    .map(text -> parse(uuid, text));
            Optional<Parsed<Matcher<Term>>> must = Optional.ofNullable(
                            network.expressions().required().get(uuid))
                    .map(text -> parse(uuid, text));
            return Wish.of("preferred content", own, must);
        });
    }

    private Wish required(Uuid repository) {
        return required.computeIfAbsent(
                repository,
                uuid -> Wish.of(
                        "required content",
                        Optional.ofNullable(network.expressions().required().get(uuid))
                                .map(text -> parse(uuid, text)),
                        Optional.empty()));
    }

    /** Source: Annex/FileMatcher.hs makeMatcher. */
    private Parsed<Matcher<Term>> parse(Uuid uuid, String text) {
        Set<Group> groups = network.groupsOf(uuid);
        Parsed<Matcher<Term>> unknown = Parsed.ok(Wish.FALLBACK);
        TermParser innermost = new TermParser(unknown, unknown);
        Parsed<Matcher<Term>> standard = StandardGroup.of(groups)
                .map(group -> innermost.parse(group.expression()))
                .orElse(unknown);
        Parsed<Matcher<Term>> groupWanted = groupWanted(groups)
                .map(new TermParser(standard, unknown)::parse)
                .orElse(unknown);
        return new TermParser(standard, groupWanted).parse(text);
    }

    /** The expression of the only group of these that has one. */
    private Optional<String> groupWanted(Set<Group> groups) {
        List<String> found = groups.stream()
                .flatMap(group ->
                        Optional.ofNullable(network.expressions().ofGroups().get(group)).stream())
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }
}
