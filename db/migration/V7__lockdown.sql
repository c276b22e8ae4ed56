-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What becomes of settings in a git-annex branch that is pushed by those who may not administer the repository.

ALTER TABLE repository_settings ADD COLUMN lockdown VARCHAR(16) NOT NULL DEFAULT 'OFF';
