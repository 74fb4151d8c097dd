-- What hosts say of themselves to the other members of their WireGuard networks, signed by them; the newest of each.
CREATE TABLE peer_facts (
    host TEXT PRIMARY KEY,
    -- Which enrolment's certificate signed them: once the host enrols again, they are worth nothing.
    enrolment TEXT NOT NULL,
    -- Names of the networks, with a blank before, between and after.
    networks TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    signed {blob} NOT NULL);

-- How the WireGuard networks of a host stand, as it last reported. One value: it is read for whole networks only.
CREATE TABLE mesh_reports (
    host TEXT PRIMARY KEY,
    reported_at BIGINT NOT NULL,
    report {blob} NOT NULL);
