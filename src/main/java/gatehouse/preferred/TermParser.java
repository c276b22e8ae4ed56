// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.matcher.Matcher;
import gatehouse.matcher.Parser;
import gatehouse.matcher.Token;
import gatehouse.matcher.Words;
import gatehouse.repository.FileSystemText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads an expression with the terms that preferred content may have. Source: Annex/FileMatcher.hs
 * preferredContentTokens, parseToken.
 *
 * @param standard what {@code standard} stands for
 * @param groupWanted what {@code groupwanted} stands for
 */
record TermParser(Parsed<Matcher<Term>> standard, Parsed<Matcher<Term>> groupWanted) {
    /** Far above what people write; it bounds the memory and the depth that an expression from the network takes. */
    static final int MAX_CHARS = 32 * 1024;

    static final int MAX_WORDS = 2_000;

    /** Fails with all that is wrong with it. {@code text} has one char for each byte. */
    Parsed<Matcher<Term>> parse(String text) {
        Failures failures = new Failures(new ArrayList<>());
        Matcher<Term> matcher = parse(text, failures);
        return failures.reasons.isEmpty() ? Parsed.ok(matcher) : Parsed.failed(String.join(" ", failures.reasons));
    }

    /** As git-annex shows it to whoever sets the expression; empty when it is fine. */
    Optional<String> complaint(String text) {
        Failures failures = new Failures(new ArrayList<>());
        parse(text, failures);
        return failures.reasons.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        failures.reasons.stream().map("Parse failure: "::concat).collect(Collectors.joining(" ")));
    }

    private record Failures(List<String> reasons) {}

    private Matcher<Term> parse(String text, Failures failures) {
        if (text.length() > MAX_CHARS) {
            failures.reasons.add("longer than " + MAX_CHARS + " bytes");
            return new Matcher.Anything<>();
        }
        List<String> words = Words.of(FileSystemText.decode(text));
        if (words.size() > MAX_WORDS) {
            failures.reasons.add("more than " + MAX_WORDS + " words");
            return new Matcher.Anything<>();
        }
        List<Token<Term>> tokens = new ArrayList<>();
        for (String word : words) {
            switch (token(word)) {
                case Parsed.Ok<Token<Term>> ok -> tokens.add(ok.value());
                case Parsed.Failed<Token<Term>> failed -> failures.reasons.add(failed.reason());
            }
        }
        return Parser.parse(tokens);
    }

    private Parsed<Token<Term>> token(String word) {
        Optional<Token<Term>> syntax = Token.syntax(word);
        if (syntax.isPresent()) {
            return Parsed.ok(syntax.get());
        }
        return term(word).then(term -> Parsed.ok(new Token.Operation<>(term)));
    }

    private Parsed<Term> term(String word) {
        return switch (word) {
            case "anything" -> Parsed.ok(Term.stable(word, question -> true));
            case "nothing" -> Parsed.ok(Term.stable(word, question -> false));
            case "standard" -> standard.then(expression -> Parsed.ok(Term.standingFor(word, expression)));
            case "groupwanted" -> groupWanted.then(expression -> Parsed.ok(Term.standingFor(word, expression)));
            case "inpreferreddir" -> Parsed.ok(FileTerms.inPreferredDir());
            case "present" -> Parsed.ok(CopyTerms.PRESENT);
            case "securehash" -> Parsed.ok(KeyTerms.SECURE_HASH);
            case "unused" -> Parsed.ok(KeyTerms.UNUSED);
            default -> {
                int sign = word.indexOf('=');
                yield valued(word, sign < 0 ? word : word.substring(0, sign), sign < 0 ? "" : word.substring(sign + 1));
            }
        };
    }

    /** A term without a value has an empty one. */
    private static Parsed<Term> valued(String word, String... nameAndValue) {
        String value = nameAndValue[1];
        return switch (nameAndValue[0]) {
            case "include" -> FileTerms.include(value);
            case "exclude" -> FileTerms.exclude(value);
            case "largerthan" -> KeyTerms.largerThan(value);
            case "smallerthan" -> KeyTerms.smallerThan(value);
            case "inbackend" -> Parsed.ok(KeyTerms.inBackend(value));
            case "url" -> KeyTerms.url(value);
            case "metadata" -> MetadataTerm.of(value);
            case "copies" -> CopyTerms.copies(value);
            case "lackingcopies" -> CopyTerms.lackingCopies("lackingcopies", CopyTerms::lacking, value);
            case "approxlackingcopies" ->
                CopyTerms.lackingCopies("approxlackingcopies", CopyTerms::lackingGlobally, value);
            case "inallgroup" -> Parsed.ok(CopyTerms.inAllGroup(value));
            case "onlyingroup" -> Parsed.ok(CopyTerms.onlyInGroup(value));
            case "balanced" -> BalancedTerms.balanced(value);
            case "fullybalanced" -> BalancedTerms.fullyBalanced(value);
            case "sizebalanced" -> BalancedTerms.sizeBalanced(value);
            case "fullysizebalanced" -> BalancedTerms.fullySizeBalanced(value);
            default -> Parsed.failed("near " + quoted(word));
        };
    }

    /** On one line whatever is in it. */
    private static String quoted(String word) {
        StringBuilder quoted = new StringBuilder("\"");
        word.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ' || c >= 0x7f) {
                quoted.append('\\').append(c);
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
