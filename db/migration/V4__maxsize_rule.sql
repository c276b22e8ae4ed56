-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Whether the maxsize of a repository is one that everybody is held to.

ALTER TABLE repository_settings ADD COLUMN maxsize_rule VARCHAR(16) NOT NULL DEFAULT 'ADVISORY';
