-- What was asked through gateway-admin: written before the request is passed on, completed with its outcome after.
create table audit (
    id           uuid        primary key,
    at           timestamptz not null,
    method       text        not null check (length(method) <= 20),
    path         text        not null check (length(path) <= 2000),
    address      text        not null,
    correlation  text        not null,
    trace        text,
    user_id      uuid,
    status       integer     check (status between 100 and 599)
);
comment on column audit.status is 'null: no answer was given, or the process died before it could be noted';
create index audit_by_user on audit (user_id, id);
