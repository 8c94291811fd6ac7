-- What this service did for callers, written in the transaction that did it, until the audit log has taken it over.
create table audit_outbox (
    number    bigint  generated always as identity primary key,
    id        uuid    not null,
    entry     bytea   not null check (octet_length(entry) between 1 and 65535),
    subject   uuid,
    personal  bytea
);
