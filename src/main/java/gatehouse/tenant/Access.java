// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/**
 * What somebody may do in one repository.
 *
 * @param locking whether content may be locked; everybody who may write, may
 */
public record Access(Level level, boolean locking) {
    public static final Access NOTHING = new Access(Level.NONE, false);
    public static final Access EVERYTHING = new Access(Level.WRITE, true);

    public Access {
        locking = level == Level.WRITE || (locking && level != Level.NONE);
    }
}
