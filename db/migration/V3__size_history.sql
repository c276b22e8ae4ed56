-- SPDX-License-Identifier: AGPL-3.0-or-later
-- How the sizes of repositories changed over time.

-- What the branch of a repository said at an hour, counted from 1970, that a location holds, where that had changed; no
-- bytes where it knew the location no longer.
CREATE TABLE size_history (
    repository VARBINARY(256) NOT NULL,
    location VARBINARY(256) NOT NULL,
    epoch_hour BIGINT NOT NULL,
    bytes BIGINT,
    PRIMARY KEY (repository, location, epoch_hour)
);
