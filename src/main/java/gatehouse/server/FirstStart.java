// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

import gatehouse.git.ServedRepository;
import gatehouse.tenant.Access;
import gatehouse.tenant.Accounts;
import gatehouse.tenant.Author;
import gatehouse.tenant.FirstAdministrator;
import gatehouse.tenant.Level;
import gatehouse.tenant.Password;
import gatehouse.tenant.Rights;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/** What happens when a store is new: an administrator is made, and where it is asked for a repository to try. */
final class FirstStart {
    private static final String DEMO = "demo";

    private final Configuration configuration;
    private final Gatehouse.Parts parts;
    private final Terminal terminal;

    FirstStart(Configuration configuration, Gatehouse.Parts parts, Terminal terminal) {
        this.configuration = configuration;
        this.parts = parts;
        this.terminal = terminal;
    }

    void run(Accounts accounts, SecureRandom random, InstantSource clock, Rights rights) throws IOException {
        Optional<Password> password = FirstAdministrator.create(accounts, random, clock);
        if (password.isEmpty()) {
            return;
        }
        terminal.say("An administrator was made. The password is shown this once:\n\n    user      "
                + FirstAdministrator.NAME + "\n    password  " + password.get().text() + "\n");
        if (configuration.demo()) {
            demo(rights);
        }
    }

    private void demo(Rights rights) throws IOException {
        if (parts.directory().find(DEMO).isEmpty()) {
            new Demo(parts).create(DEMO);
        }
        ServedRepository demo =
                parts.directory().find(DEMO).orElseThrow(() -> new IOException("the demo repository is not found"));
        rights.changeAnonymous(demo.uuid(), Optional.of(new Access(Level.READ, true)), Author.SERVER);
        String url = configuration.ownUrl().orElse("http://localhost:9417/");
        // git-annex talks to addresses of its own machine only when it is told to.
        terminal.say("A small repository to try, open for reading to everybody:\n\n"
                + "    git clone -c annex.security.allowed-ip-addresses=all " + url + "git/" + DEMO + ".git\n"
                + "    cd " + DEMO + "\n"
                + "    git annex get " + Demo.FILE + "\n");
    }
}
