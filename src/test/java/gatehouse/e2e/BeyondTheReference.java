// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What git-annex's own server does not do, or does badly: not run against it unless {@code -Dgatehouse.it.defects=run}.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BeyondTheReference.Condition.class)
@interface BeyondTheReference {
    /** What the reference does instead. */
    String value();

    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (!ServerUnderTest.isReference() || "run".equals(System.getProperty("gatehouse.it.defects"))) {
                return enabled("asked of this server");
            }
            return AnnotationSupport.findAnnotation(context.getElement(), BeyondTheReference.class)
                    .map(mark -> disabled("the reference: " + mark.value()))
                    .orElseGet(() -> enabled("not marked"));
        }
    }
}
