// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/**
 * Who makes an administrative change.
 *
 * @param who the account's name, or what else stands for it
 * @param from the address it came from
 */
public record Author(String who, String from) {
    /** The server itself, as at its first start. */
    public static final Author SERVER = new Author("server", "local");
}
