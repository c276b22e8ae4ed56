// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the constructor of a test class the one bench where anonymous clients may do everything. All classes that ask
 * share it: a server takes seconds to start. It is closed when all tests are over.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithServer.Shared.class)
@interface WithServer {
    /** Whether the class has a bench for itself, closed when its tests are over. */
    boolean alone() default false;

    final class Shared implements ParameterResolver {
        private static final String NAME = "bench";

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Bench.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            boolean alone = context.getRequiredTestClass()
                    .getAnnotation(WithServer.class)
                    .alone();
            return (alone ? context : context.getRoot())
                    .getStore(Namespace.create(WithServer.class))
                    .getOrComputeIfAbsent(NAME, name -> Bench.wideOpen(), Bench.class);
        }
    }
}
