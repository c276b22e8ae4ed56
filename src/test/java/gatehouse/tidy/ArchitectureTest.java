// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tidy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The map of the packages, and what each may use. */
@AnalyzeClasses(packages = "gatehouse", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Each package uses those before it, and none after it: so there are no cycles either. */
    private static final List<String> MAP = Stream.of(
                    "key",
                    "repository",
                    "failure",
                    "matcher",
                    "whereis",
                    "size",
                    "branch.log",
                    "branch",
                    "preferred",
                    "placement",
                    "roster",
                    "object",
                    "tenant",
                    "p2p",
                    "rebalance",
                    "p2p.line",
                    "remote.http",
                    "remote.line",
                    "remote.ssh",
                    "remote.local",
                    "remote",
                    "proxy",
                    "cluster",
                    "gateway",
                    "p2p.http",
                    "git",
                    "persistence",
                    "api",
                    "server")
            .map("gatehouse."::concat)
            .toList();

    private static final String[] VALUES = {"gatehouse.key", "gatehouse.repository", "gatehouse.failure"};
    private static final String[] EDGES = {
        "gatehouse.p2p.http",
        "gatehouse.remote.http",
        "gatehouse.git",
        "gatehouse.persistence",
        "gatehouse.api",
        "gatehouse.server"
    };
    private static final Set<String> EASILY_MIXED_UP = Set.of("long", "java.lang.String", "boolean");

    @ArchTest
    static final ArchRule eachPackageUsesOnlyThoseAboveItOnTheMap = classes().should(stayOnTheMap());

    @ArchTest
    static final ArchRule theEdgesUseNeitherEachOtherNorTheStore = slices().matching(
                    "gatehouse.(p2p.http|git|persistence|api)")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule valuesUseTheJdkAlone = classes()
            .that()
            .resideInAnyPackage(VALUES)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "gatehouse..", "org.jspecify.annotations");

    @ArchTest
    static final ArchRule onlyTheEdgesKnowTheContainer = noClasses()
            .that()
            .resideOutsideOfPackages(EDGES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "org.eclipse.microprofile..", "org.glassfish..", "fish.payara..");

    @ArchTest
    static final ArchRule onlyPersistenceKnowsTheDatabase = noClasses()
            .that()
            .resideOutsideOfPackage("gatehouse.persistence")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.persistence..",
                    "jakarta.transaction..",
                    "java.sql..",
                    "javax.sql..",
                    "org.eclipse.persistence..",
                    "org.flywaydb..",
                    "org.h2..");

    @ArchTest
    static final ArchRule gitObjectsAreReadAndWrittenInFewPlaces = noClasses()
            .that()
            .resideOutsideOfPackages("gatehouse.branch", "gatehouse.git", "gatehouse.server", "gatehouse.remote.ssh")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jgit..");

    /** JGit brings an ssh client, which is all that is wanted of it here. */
    @ArchTest
    static final ArchRule sshKnowsOfJGitItsConnectionsAlone = noClasses()
            .that()
            .resideInAPackage("gatehouse.remote.ssh")
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.eclipse.jgit..")
                    .and(not(nameMatching("org\\.eclipse\\.jgit\\.transport\\.(RemoteSession2?|URIish)"))));

    @ArchTest
    static final ArchRule filesAreTouchedInFewPlaces = noClasses()
            .that()
            .resideOutsideOfPackages("gatehouse.object", "gatehouse.branch", "gatehouse.git", "gatehouse.server")
            .should()
            .dependOnClassesThat(nameMatching("java\\.nio\\.file\\.Files|java\\.nio\\.channels\\.FileChannel"
                    + "|java\\.io\\.(File|RandomAccessFile|File(In|Out)putStream|FileReader|FileWriter)"));

    @ArchTest
    static final ArchRule clocksAndRandomnessComeFromTheServer = noClasses()
            .that()
            .resideOutsideOfPackage("gatehouse.server")
            .should(callMethodWhere(target(owner(resideInAnyPackage("java.time")))
                    .and(target(nameMatching("now|system|systemUTC|systemDefaultZone")))))
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callConstructor(SecureRandom.class)
            .orShould()
            .callConstructor(Random.class)
            .orShould(callMethodWhere(target(owner(name("java.util.concurrent.ThreadLocalRandom")))));

    @ArchTest
    static final ArchRule nothingIsPrinted =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs =
            noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Impl|Info|Data|Controller)");

    @ArchTest
    static final ArchRule argumentsOfOneTypeAreKeptApart =
            codeUnits().that().areNotPrivate().should(haveNoNeighboursOfOneType());

    private static ArchCondition<JavaClass> stayOnTheMap() {
        return new ArchCondition<>("use only what is before it in " + MAP) {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                int own = MAP.indexOf(user.getPackageName());
                if (own < 0) {
                    events.add(SimpleConditionEvent.violated(user, user.getName() + " is in a package not on the map"));
                }
                user.getDirectDependenciesFromSelf().stream()
                        .filter(use -> MAP.indexOf(use.getTargetClass().getPackageName()) > own)
                        .forEach(use -> events.add(SimpleConditionEvent.violated(user, use.getDescription())));
            }
        };
    }

    /** Whether an interface that is not ours says what the parameters are. */
    private static boolean isOfALibrary(JavaCodeUnit unit) {
        String[] types =
                unit.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
        return unit.getOwner().getAllRawInterfaces().stream()
                .filter(type -> !type.getPackageName().startsWith("gatehouse"))
                .anyMatch(type -> type.tryGetMethod(unit.getName(), types).isPresent());
    }

    /** The parts of a record may be alike: it is what they are put into to be told apart. */
    private static ArchCondition<JavaCodeUnit> haveNoNeighboursOfOneType() {
        return new ArchCondition<>("have no neighbouring parameters both long, String or boolean") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                if (unit.isConstructor() && unit.getOwner().isRecord() || isOfALibrary(unit)) {
                    return;
                }
                List<JavaClass> types = unit.getRawParameterTypes();
                boolean alike = IntStream.range(1, types.size())
                        .anyMatch(i -> types.get(i).equals(types.get(i - 1))
                                && EASILY_MIXED_UP.contains(types.get(i).getName()));
                if (alike) {
                    events.add(SimpleConditionEvent.violated(unit, unit.getDescription()));
                }
            }
        };
    }
}
