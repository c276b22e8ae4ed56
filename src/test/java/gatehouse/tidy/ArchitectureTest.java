// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tidy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "gatehouse", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyTheEdgesAndTheStoreKnowJakarta = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "gatehouse.p2p.http..", "gatehouse.git..", "gatehouse.persistence..", "gatehouse.api..",
                    "gatehouse.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "org.eclipse.microprofile..", "org.eclipse.persistence..");

    @ArchTest
    static final ArchRule jgitIsForBranchesAndGit = noClasses()
            .that()
            .resideOutsideOfPackages("gatehouse.branch..", "gatehouse.git..", "gatehouse.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jgit..");

    @ArchTest
    static final ArchRule persistenceIsTheOnlyPlaceWithJpa = noClasses()
            .that()
            .resideOutsideOfPackage("gatehouse.persistence..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.persistence..", "java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule theEdgesDoNotCallTheStore = noClasses()
            .that()
            .resideInAnyPackage("gatehouse.p2p..", "gatehouse.git..", "gatehouse.api..", "gatehouse.object..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("gatehouse.persistence..");

    @ArchTest
    static final ArchRule keysAndRepositoriesStandOnTheJdkAlone = classes()
            .that()
            .resideInAnyPackage("gatehouse.key..", "gatehouse.repository..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "gatehouse.key..", "gatehouse.repository..", "org.jspecify..");

    @ArchTest
    static final ArchRule filesAreForThoseWhoKeepThem = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "gatehouse.object..", "gatehouse.branch..", "gatehouse.git..", "gatehouse.server..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files");

    @ArchTest
    static final ArchRule noPackageDependsOnItselfThroughOthers =
            slices().matching("gatehouse.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesSayWhatThingsAre = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Info|Data)");

    @ArchTest
    static final ArchRule clocksAreMadeInTheServer = noClasses()
            .that()
            .resideOutsideOfPackage("gatehouse.server..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.InstantSource.class, "system");
}
