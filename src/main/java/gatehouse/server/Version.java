// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.server;

/** Which Gatehouse this is. */
final class Version {
    static final String TEXT = written();

    private Version() {}

    private static String written() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
