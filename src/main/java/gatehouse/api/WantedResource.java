// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.api;

import gatehouse.branch.CopiesAttributes;
import gatehouse.key.Key;
import gatehouse.placement.PlacementRules;
import gatehouse.placement.WantedQuestion;
import gatehouse.placement.WantedQuestions;
import gatehouse.preferred.Explanation;
import gatehouse.preferred.Verdict;
import gatehouse.repository.Uuid;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Who wants a content, and why. */
@Path("repositories/{uuid}/wanted")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class WantedResource {
    private static final int MOST_LOCATIONS = 100;

    /**
     * @param numCopies how many copies there are to be
     * @param minCopies how many must be there at any time
     * @param locations the UUIDs of those that have the content, by the location log
     * @param sizesCounted whether the sizes of repositories are known; where not, balanced terms take all for empty
     */
    public record Answered(
            String key,
            String file,
            int numCopies,
            int minCopies,
            List<String> locations,
            boolean sizesCounted,
            List<Answer> answers) {
        public Answered {
            locations = List.copyOf(locations);
            answers = List.copyOf(answers);
        }
    }

    /**
     * Of one repository.
     *
     * @param present whether it has the content, by the location log
     * @param wantGet as git annex find --want-get has it: no where nothing is configured
     * @param wantDrop as git annex find --want-drop has it: yes where nothing is configured
     * @param required whether it must not lose the content
     * @param copiesElsewhere how many other repositories have it, without dead and untrusted ones
     * @param enoughElsewhere whether these are as many as numcopies asks for
     * @param get why it wants to get the content, or not
     * @param keep why it wants to keep the content, or not
     * @param require why it must not lose the content, or may
     */
    public record Answer(
            String uuid,
            String description,
            boolean present,
            boolean wantGet,
            boolean wantDrop,
            boolean required,
            int copiesElsewhere,
            boolean enoughElsewhere,
            Reasons get,
            Reasons keep,
            Reasons require) {}

    /**
     * @param configured whether there is an expression at all; what follows is empty where there is none
     * @param matches false as well when the expression is not stable
     * @param chosenBySize whether it depends on how full repositories are
     * @param explanation one line, as git-annex explains it
     * @param problem why the expression is not used as it stands; empty when it is
     * @param terms those that were looked at
     */
    public record Reasons(
            boolean configured,
            boolean matches,
            boolean chosenBySize,
            String explanation,
            String problem,
            List<TermResult> terms) {
        public Reasons {
            terms = List.copyOf(terms);
        }
    }

    /**
     * A term that was looked at.
     *
     * @param within the terms it was found in, of those that stand for an expression, the outermost first; mostly none
     */
    public record TermResult(String term, boolean matched, List<String> within) {
        public TermResult {
            within = List.copyOf(within);
        }
    }

    @Inject
    AuditedPlacement placement;

    @Inject
    WantedQuestions questions;

    @PathParam("uuid")
    String uuid = "";

    @GET
    @Operation(operationId = "wanted", summary = "Answers which repositories want a content, and why")
    public Answered ask(
            @Parameter(description = "The key of the content", required = true) @QueryParam("key") @DefaultValue("")
                    String key,
            @Parameter(description = "Its name from the top of the repository; left out where only the key is known")
                    @QueryParam("file")
                    Optional<String> file,
            @Parameter(
                            description =
                                    "A UUID, name or description; may be given again; the repository itself when left out")
                    @QueryParam("location")
                    List<String> location,
            @Parameter(description = "true: as if what is there already may move")
                    @QueryParam("rebalance")
                    @DefaultValue("false")
                    String rebalance)
            throws IOException {
        PlacementRules rules = placement.rules(uuid);
        List<Uuid> locations = locations(rules, location);
        WantedQuestion question = questions
                .ask(rules.repository(), key(key), file.flatMap(WantedResource::file))
                .orElseThrow(() -> new gatehouse.failure.FailureException(
                        new gatehouse.failure.Failure.Missing("no such repository is served")));
        boolean mayMove = mayMove(rebalance);
        return new Answered(
                ByteName.shown(question.subject().key().text()),
                ByteName.shown(question.subject().file().orElse("")),
                question.numCopies().copies(),
                question.minCopies().copies(),
                question.subject().locations().stream()
                        .sorted()
                        .map(at -> ByteName.shown(at.text()))
                        .toList(),
                question.sizes().counted(),
                locations.stream()
                        .map(at -> shown(question, question.about(at, mayMove)))
                        .toList());
    }

    private List<Uuid> locations(PlacementRules rules, List<String> shown) {
        if (shown.size() > MOST_LOCATIONS) {
            throw Fields.malformed("location may be given " + MOST_LOCATIONS + " times");
        }
        return shown.isEmpty()
                ? List.of(rules.repository())
                : shown.stream().map(one -> placement.location(rules, one)).toList();
    }

    private static Key key(String shown) {
        if (shown.isEmpty()) {
            throw Fields.malformed("key is missing");
        }
        return Named.key(shown);
    }

    private static Optional<String> file(String shown) {
        String name = ByteName.read(shown).orElseThrow(() -> Fields.malformed("not the name of a file"));
        if (!name.isEmpty() && !CopiesAttributes.isBelowTheTop(name)) {
            throw Fields.malformed("a file is named from the top of the repository");
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private static boolean mayMove(String rebalance) {
        return switch (rebalance) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Fields.malformed("rebalance is true or false");
        };
    }

    private static Answer shown(WantedQuestion question, WantedQuestion.Answer answer) {
        return new Answer(
                ByteName.shown(answer.location().text()),
                ByteName.shown(question.rules().logs().descriptions().getOrDefault(answer.location(), "")),
                answer.present(),
                answer.wantsToGet(),
                answer.wantsToDrop(),
                answer.mustKeep(),
                answer.copiesElsewhere(),
                answer.copiesElsewhere() >= question.numCopies().copies(),
                reasons(answer.get()),
                reasons(answer.keep()),
                reasons(answer.requireKeep()));
    }

    private static Reasons reasons(Verdict verdict) {
        return switch (verdict) {
            case Verdict.NotConfigured none -> new Reasons(false, false, false, "", "", List.of());
            case Verdict.Judged judged -> {
                List<TermResult> terms = new ArrayList<>();
                add(terms, judged.explanation().terms(), List.of());
                yield new Reasons(
                        true,
                        judged.matches(),
                        judged.chosenBySize(),
                        judged.explanation().line(),
                        judged.explanation().unusable().orElse(""),
                        terms);
            }
        };
    }

    private static void add(List<TermResult> terms, List<Explanation.Looked> looked, List<String> within) {
        for (Explanation.Looked one : looked) {
            terms.add(new TermResult(one.term(), one.matched(), within));
            List<String> further = new ArrayList<>(within);
            further.add(one.term());
            add(terms, one.within(), further);
        }
    }
}
