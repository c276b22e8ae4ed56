// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.deployed;

import java.io.File;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR that users deploy, with a test inside. */
final class BuiltWar {
    private BuiltWar() {}

    static WebArchive with(Class<?> test) {
        File assertions = new File(Assertions.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        return ShrinkWrap.create(ZipImporter.class, "ROOT.war")
                .importFrom(new File(System.getProperty("gatehouse.it.war")))
                .as(WebArchive.class)
                .addClass(test)
                .addAsLibrary(assertions);
    }

    /** The data folder that {@code arquillian.xml} gives the container. */
    static Path data() {
        return Path.of(System.getProperty("gatehouse.it.data"));
    }
}
