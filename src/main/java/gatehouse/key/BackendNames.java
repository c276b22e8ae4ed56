// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

import java.util.HashMap;
import java.util.Map;

/** The backends that git-annex has itself, by name. Source: Types/Key.hs parseKeyVariety. */
final class BackendNames {
    static final Map<String, Backend> KNOWN = Map.copyOf(known());

    private BackendNames() {}

    private static Map<String, Backend> known() {
        Map<String, Backend> known = new HashMap<>();
        for (Hash hash : Hash.values()) {
            known.put(hash.name(), new Backend.Hashed(hash, false));
            known.put(hash.name() + "E", new Backend.Hashed(hash, true));
        }
        known.put("WORM", new Backend.Worm());
        known.put("URL", new Backend.Url());
        known.put("VURL", new Backend.Vurl());
        known.put("GITBUNDLE", new Backend.GitBundle());
        known.put("GITMANIFEST", new Backend.GitManifest());
        return known;
    }
}
