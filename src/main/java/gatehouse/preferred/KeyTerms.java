// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.preferred;

import gatehouse.key.Backend;
import gatehouse.key.Key;
import gatehouse.key.Security;
import gatehouse.repository.ByteSize;
import gatehouse.repository.FileSystemText;
import java.util.Optional;
import java.util.OptionalLong;

/** Terms about the key. Source: Limit.hs limitSize, limitInBackend, limitSecureHash, limitUrl, limitUnused. */
final class KeyTerms {
    private KeyTerms() {}

    static final Term SECURE_HASH = Term.stable("securehash", KeyTerms::isSecure);

    /** A key of a file is in use. */
    static final Term UNUSED = Term.stable(
            "unused",
            question -> question.subject.file().isEmpty()
                    && question.subject.details().unused());

    static Parsed<Term> largerThan(String size) {
        return parse(size)
                .then(bytes -> Parsed.ok(Term.stable("largerthan=" + size, question -> {
                    OptionalLong ofKey = question.subject.key().sizeBytes();
                    return ofKey.isPresent() && ofKey.getAsLong() > bytes;
                })));
    }

    /** An unknown size is smaller than any. */
    static Parsed<Term> smallerThan(String size) {
        return parse(size)
                .then(bytes -> Parsed.ok(Term.stable("smallerthan=" + size, question -> {
                    OptionalLong ofKey = question.subject.key().sizeBytes();
                    return ofKey.isEmpty() || ofKey.getAsLong() < bytes;
                })));
    }

    static Term inBackend(String name) {
        String bytes = FileSystemText.encode(name);
        return Term.stable(
                "inbackend=" + name,
                question -> question.subject.key().backendName().equals(bytes));
    }

    static Parsed<Term> url(String text) {
        return Glob.of(text, Glob.Kind.URL)
                .map(glob -> Parsed.ok(Term.stable(
                        "url=" + text,
                        question -> question.subject.details().urls().stream()
                                .anyMatch(url -> glob.matches(FileSystemText.decode(withoutDownloader(url)))))))
                .orElseGet(() -> Parsed.failed("bad glob \"" + text + "\""));
    }

    /** A url in the log may begin with what it is to be downloaded with. Source: Logs/Web.hs getDownloader. */
    private static String withoutDownloader(String url) {
        int colon = url.indexOf(':');
        String before = colon < 0 ? url : url.substring(0, colon);
        boolean downloader = before.equals("yt") || before.equals("quvi") || colon == 0;
        if (!downloader) {
            return url;
        }
        return colon < 0 ? "" : url.substring(colon + 1);
    }

    private static boolean isSecure(Question question) {
        return switch (Backend.of(question.subject.key()).security()) {
            case SECURE -> true;
            case INSECURE -> false;
            case AS_EQUIVALENT_KEYS ->
                question.subject.details().equivalentKeys().stream()
                        .filter(key -> !(Backend.of(key) instanceof Backend.Vurl))
                        .allMatch(KeyTerms::isSecureItself);
        };
    }

    private static boolean isSecureItself(Key key) {
        return Backend.of(key).security() == Security.SECURE;
    }

    /**
     * Bytes, below zero as well: such a size is smaller than that of any key. Source: Utility/DataUnits.hs readSize.
     */
    private static Parsed<Long> parse(String size) {
        Optional<ReadNumber.Leading> number = ReadNumber.leading(size);
        boolean foreignUnit = number.isPresent()
                && number.get().rest().codePoints().limit(1).anyMatch(c -> c >= 0x80 && Character.isLetter(c));
        if (number.isEmpty() || foreignUnit) {
            return Parsed.failed("bad size");
        }
        OptionalLong bytes = ByteSize.parse(number.get().digits().toLowerCase(java.util.Locale.ROOT)
                + " "
                + number.get().rest());
        if (bytes.isEmpty()) {
            return Parsed.failed("bad size");
        }
        return Parsed.ok(number.get().negative() ? -bytes.getAsLong() : bytes.getAsLong());
    }
}
