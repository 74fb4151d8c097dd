-- People who log in with a password kept here; the password itself is nowhere.
CREATE TABLE people (
    name TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    changed_at BIGINT NOT NULL);

-- Who is logged in to the pages; the text of the cookie is nowhere.
CREATE TABLE person_sessions (
    hash TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    -- One a line; empty for all.
    customers TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL);
CREATE INDEX person_sessions_by_person ON person_sessions (person);

-- What forms and pages are signed with, so that every coordinator of the fleet takes what another one gave out.
CREATE TABLE page_keys (
    name TEXT PRIMARY KEY,
    content TEXT NOT NULL);
