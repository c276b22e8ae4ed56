-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The last rebalancing of what each repository knows of.

CREATE TABLE rebalance_job (
    repository VARBINARY(256) NOT NULL,
    job_state VARCHAR(16) NOT NULL,
    reason VARBINARY(1024) NOT NULL,
    -- 0 for as much as there is.
    bytes_per_second BIGINT NOT NULL,
    moves_done BIGINT NOT NULL,
    moves_skipped BIGINT NOT NULL,
    moves_all BIGINT NOT NULL,
    bytes_done BIGINT NOT NULL,
    bytes_all BIGINT NOT NULL,
    started_millis BIGINT NOT NULL,
    changed_millis BIGINT NOT NULL,
    PRIMARY KEY (repository)
);

-- Keys that the sizes of repositories would drive about for ever, under rules with this digest.
CREATE TABLE restless_key (
    id BIGINT NOT NULL AUTO_INCREMENT,
    repository VARBINARY(256) NOT NULL,
    rules VARCHAR(64) NOT NULL,
    object_key VARBINARY(4096) NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX restless_key_repository ON restless_key (repository);
