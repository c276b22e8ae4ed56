// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.git;

/** Somebody whom changes do not concern. */
final class Ignored {
    static final RepositoryDirectory.Listener LISTENER = new RepositoryDirectory.Listener() {
        @Override
        public void served(ServedRepository repository) {}

        @Override
        public void dropped(ServedRepository repository) {}
    };

    private Ignored() {}
}
