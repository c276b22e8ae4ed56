// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.repository;

/** How many copies must be there at any time; no drop goes below it. Source: Types/NumCopies.hs. */
public record MinCopies(int copies) {
    /** What counts where nothing is configured. Source: Annex/NumCopies.hs defaultMinCopies. */
    public static final MinCopies DEFAULT = new MinCopies(1);

    public MinCopies {
        if (copies < 0) {
            throw new IllegalArgumentException("fewer than no copies");
        }
    }
}
