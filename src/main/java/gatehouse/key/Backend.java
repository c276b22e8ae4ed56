// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.key;

/**
 * What a key's content can be checked by. Every name is of some backend: one that git-annex does not know is
 * {@link Other}. Source: Types/Key.hs parseKeyVariety.
 */
public sealed interface Backend {
    /** @param extension whether the name holds an extension of the file after the hash: the backend's name ends in E */
    record Hashed(Hash hash, boolean extension) implements Backend {}

    /** By size and time and name of a file; nothing but the size can be checked. */
    record Worm() implements Backend {}

    /** By the url of the content, which may change; nothing but the size can be checked. */
    record Url() implements Backend {}

    /** As {@link Url}, with equivalent hashed keys in a log of the git-annex branch. Source: Backend/VURL.hs. */
    record Vurl() implements Backend {}

    /** A git bundle: a repository's UUID, a hyphen and SHA256. Source: Backend/GitRemoteAnnex.hs. */
    record GitBundle() implements Backend {}

    /** A list of git bundles, by a repository's UUID; it may change, and nothing can be checked. */
    record GitManifest() implements Backend {}

    /** One of a program on the user's machine, which alone could check it. Source: Backend/External.hs. */
    record External(String name) implements Backend {}

    /** None that git-annex knows. */
    record Other(String name) implements Backend {}

    static Backend of(Key key) {
        return named(key.backendName());
    }

    /** @param name as it stands at the start of a key */
    static Backend named(String name) {
        Backend known = BackendNames.KNOWN.get(name);
        if (known != null) {
            return known;
        }
        return name.startsWith("X") ? new External(name) : new Other(name);
    }

    /** Whether keys may be trusted to name one content alone. Source: Backend.hs isCryptographicallySecureKey. */
    default Security security() {
        return switch (this) {
            case Hashed hashed -> hashed.hash().security();
            case GitBundle bundle -> Hash.SHA256.security();
            case Vurl vurl -> Security.AS_EQUIVALENT_KEYS;
            case Worm worm -> Security.INSECURE;
            case Url url -> Security.INSECURE;
            case GitManifest manifest -> Security.INSECURE;
            case External external -> Security.INSECURE;
            case Other other -> Security.INSECURE;
        };
    }
}
