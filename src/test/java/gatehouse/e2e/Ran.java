// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * A program that has ended.
 *
 * @param output what it printed, one char for each byte
 * @param errors what it complained of, one char for each byte
 */
record Ran(List<String> command, int exit, String output, String errors) {
    Ran {
        command = List.copyOf(command);
    }

    /** This, when the program succeeded; else the test fails with all it said. */
    Ran ok() {
        assertThat(exit).as("%s%n%s%n%s", command, output, errors).isZero();
        return this;
    }

    Ran failed() {
        assertThat(exit)
                .as("%s should have failed%n%s%n%s", command, output, errors)
                .isNotZero();
        return this;
    }

    String line() {
        return output.strip();
    }

    List<String> lines() {
        return output.lines().toList();
    }
}
