-- Which enrolment of the host is in force; certificates name theirs, and those of earlier ones are worth nothing.
ALTER TABLE hosts ADD COLUMN enrolment TEXT NOT NULL DEFAULT '';

-- Single-use tokens; the text itself is nowhere.
CREATE TABLE enrolment_tokens (
    hash TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT);
CREATE INDEX enrolment_tokens_by_host ON enrolment_tokens (host);

-- What people and tools log in with; the text itself is nowhere.
CREATE TABLE api_tokens (
    name TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    -- One a line; empty for all.
    customers TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT);
