// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tenant;

/** What a request does, as far as rights go. Source: P2P/Http/State.hs ActionClass. */
public enum Action {
    READ,
    STORE,
    REMOVE,
    LOCK
}
