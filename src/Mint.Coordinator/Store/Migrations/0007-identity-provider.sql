-- What the identity provider calls a person and their session there; empty for the local admin. The ID token is sealed with the pages' keys.
ALTER TABLE person_sessions ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE person_sessions ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE person_sessions ADD COLUMN provider_session TEXT NOT NULL DEFAULT '';
ALTER TABLE person_sessions ADD COLUMN id_token TEXT NOT NULL DEFAULT '';
CREATE INDEX person_sessions_by_subject ON person_sessions (subject);
CREATE INDEX person_sessions_by_provider_session ON person_sessions (provider_session);

-- Tokens of the identity provider that count once, until they are too old to count at all.
CREATE TABLE used_tokens (
    id TEXT PRIMARY KEY,
    until BIGINT NOT NULL);
