-- SPDX-License-Identifier: AGPL-3.0-or-later
-- How much each repository holds by each served git-annex branch, and what is promised to transfers.

-- By how much recording the row changed the size of its location.
ALTER TABLE location_journal ADD COLUMN size_bytes BIGINT NOT NULL DEFAULT 0;

-- The tip of a branch that the sizes are of; none before the first count.
CREATE TABLE counted_branch (
    repository VARBINARY(256) NOT NULL,
    tip VARCHAR(64),
    PRIMARY KEY (repository)
);

-- What the branch of a repository says that a location holds: at the tip, where it knows the location, and the sum of
-- what the journal's rows will change.
CREATE TABLE repo_size (
    repository VARBINARY(256) NOT NULL,
    location VARBINARY(256) NOT NULL,
    bytes BIGINT,
    pending_bytes BIGINT NOT NULL,
    PRIMARY KEY (repository, location)
);

-- Locked by whoever promises space there.
CREATE TABLE space (
    location VARBINARY(256) NOT NULL,
    PRIMARY KEY (location)
);

-- Until when a server keeps its live updates, in seconds since 1970 by the clock of the database.
CREATE TABLE server_lease (
    id BIGINT NOT NULL AUTO_INCREMENT,
    expires_seconds BIGINT NOT NULL,
    PRIMARY KEY (id)
);

-- Transfers under way. A settled one is of a key that the size counts already.
CREATE TABLE live_update (
    id BIGINT NOT NULL AUTO_INCREMENT,
    repository VARBINARY(256) NOT NULL,
    location VARBINARY(256) NOT NULL,
    object_key VARBINARY(4096) NOT NULL,
    key_digest VARBINARY(32) NOT NULL,
    bytes BIGINT NOT NULL,
    direction VARCHAR(16) NOT NULL,
    owner BIGINT NOT NULL,
    settled BOOLEAN NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX live_update_location ON live_update (location, key_digest);

CREATE INDEX live_update_owner ON live_update (owner);
