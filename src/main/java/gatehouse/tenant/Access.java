// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/**
 * What somebody may do in one repository.
 *
 * @param locking whether content may be locked; everybody who may write, may
 */
public record Access(Level level, boolean locking) {
    public static final Access NOTHING = new Access(Level.NONE, false);
    public static final Access WRITING = new Access(Level.WRITE, true);
    public static final Access EVERYTHING = new Access(Level.ADMINISTER, true);

    public Access {
        locking = level.compareTo(Level.WRITE) >= 0 || (locking && level != Level.NONE);
    }

    public boolean allows(Action action) {
        return switch (action) {
            case READ -> level.compareTo(Level.READ) >= 0;
            case STORE -> level.compareTo(Level.APPEND) >= 0;
            case REMOVE -> level.compareTo(Level.WRITE) >= 0;
            case LOCK -> locking;
        };
    }

    /** All that either of the two allows. */
    public Access or(Access other) {
        return new Access(level.compareTo(other.level) >= 0 ? level : other.level, locking || other.locking);
    }
}
