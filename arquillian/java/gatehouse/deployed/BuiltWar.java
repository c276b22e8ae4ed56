// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.deployed;

import gatehouse.persistence.MariaDbProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.assertj.core.api.Assertions;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR that users deploy, with a test inside. */
final class BuiltWar {
    private static final String CONFIG = "META-INF/microprofile-config.properties";

    private BuiltWar() {}

    static WebArchive with(Class<?>... test) {
        File assertions = new File(Assertions.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        return ShrinkWrap.create(ZipImporter.class, "ROOT.war")
                .importFrom(new File(System.getProperty("gatehouse.it.war")))
                .as(WebArchive.class)
                .addClasses(test)
                .addAsLibrary(assertions);
    }

    /** With its store in a MariaDB started for it. */
    static WebArchive onMariaDb(Class<?>... test) throws IOException, InterruptedException, SQLException {
        MariaDbProcess.Access store = MariaDbProcess.shared().newAccess();
        String own = Files.readString(Path.of("src/main/resources").resolve(CONFIG));
        // Of two lines for one name the last one holds.
        String more = "gatehouse.store.driver=gatehouse.persistence.MariaDbSource\ngatehouse.store.url=" + store.url()
                + "\ngatehouse.store.user=" + store.user() + "\ngatehouse.store.password=" + store.password() + "\n";
        return with(test).addAsResource(new StringAsset(own + more), CONFIG);
    }

    /** The data folder that {@code arquillian.xml} gives the container. */
    static Path data() {
        return Path.of(System.getProperty("gatehouse.it.data"));
    }
}
