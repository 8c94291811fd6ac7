-- What the platform keeps for a service, in that service's own schema: a service that moves takes all of it along.

create table idempotency (
    scope           text        not null,
    key             text        not null check (length(key) between 1 and 200),
    request_sha256  bytea       not null,
    answer          jsonb,
    created_at      timestamptz not null default now(),
    primary key (scope, key)
);
create index idempotency_by_age on idempotency (created_at);

create sequence event_ids;

-- The log of everything this service has said. Readers take rows in the order (tx, id) and only those whose
-- transaction is older than every running one, so that no later commit can slip in behind a reader.
create table events (
    tx           xid8        not null default pg_current_xact_id(),
    id           bigint      not null default nextval('event_ids'),
    at           timestamptz not null,
    event_id     uuid        not null,
    type         text        not null,
    bus          text        not null check (bus in ('Core', 'Financial', 'Blockchain', 'Business', 'System')),
    subject      text        not null,
    correlation  text,
    trace        text,
    body         text        not null,
    primary key (tx, id, at)
) partition by range (at);
create index events_by_subject on events (subject, at);
create index events_by_correlation on events (correlation, at) where correlation is not null;
create index events_by_time on events (at, id);

-- Makes the partition that holds a moment; called at start and daily, so that one always lies ahead.
create function ensure_event_partition(moment timestamptz) returns void language plpgsql as $$
declare
    first date := date_trunc('month', moment at time zone 'UTC');
    name  text := format('events_%s', to_char(first, 'YYYY_MM'));
begin
    if to_regclass(name) is null then
        execute format(
            'create table %I partition of events for values from (%L) to (%L)',
            name, first::timestamp at time zone 'UTC', (first + interval '1 month')::timestamp at time zone 'UTC');
        -- Bodies up to a page lie in the row as they are: compressing each would cost more than the disk it saves.
        execute format('alter table %I set (toast_tuple_target = 8160)', name);
        execute format('alter table %I alter column body set storage external', name);
        -- Nothing is looked up by it: statistics of it would be read from whole bodies, again and again.
        execute format('alter table %I alter column body set statistics 0', name);
    end if;
end $$;

-- How far each subscription of this service has read each publisher's log, and who may move it: the holder of the
-- epoch, until the lease ends.
create table cursors (
    subscription  text        not null,
    publisher     text        not null,
    tx            xid8        not null,
    id            bigint      not null,
    epoch         bigint      not null default 0,
    owner         uuid,
    leased_until  timestamptz not null default '-infinity',
    moved_at      timestamptz not null default now(),
    primary key (subscription, publisher)
) with (fillfactor = 50);

-- Events a handler could not take: waiting for their next try, behind an earlier one of their subject, or dead.
create table parked (
    id            bigint      generated always as identity primary key,
    subscription  text        not null,
    publisher     text        not null,
    event_id      uuid        not null,
    type          text        not null,
    subject       text        not null,
    correlation   text,
    trace         text,
    at            timestamptz not null,
    body          text        not null,
    state         text        not null check (state in ('Waiting', 'Dead')),
    attempts      integer     not null,
    next_at       timestamptz not null,
    reason        text        not null,
    parked_at     timestamptz not null,
    unique (subscription, event_id)
);
create index parked_waiting on parked (subscription, subject, id) where state = 'Waiting';
create index parked_dead on parked (subscription, id) where state = 'Dead';
