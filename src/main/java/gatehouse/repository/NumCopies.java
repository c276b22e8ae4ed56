// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

/** How many copies of a content there should be. Source: Types/NumCopies.hs. */
public record NumCopies(int copies) {
    /** What counts where nothing is configured. Source: Annex/NumCopies.hs defaultNumCopies. */
    public static final NumCopies DEFAULT = new NumCopies(1);

    public NumCopies {
        if (copies < 0) {
            throw new IllegalArgumentException("fewer than no copies");
        }
    }
}
