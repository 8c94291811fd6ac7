-- Processes that run workflows. Whoever holds an epoch may write; another may end it by raising the epoch.
create table wf.workers (
    id integer generated always as identity primary key,
    name text not null,
    epoch integer not null default 1,
    batch bigint not null default 0,
    beat bigint not null default 0,
    is_gone boolean not null default false,
    started_at timestamptz not null default now()
) with (fillfactor = 50);

-- Open runs. The tail holds the youngest events; older ones lie in chunks. A row is written again with each batch of
-- events, so its page keeps room for that.
create table wf.runs (
    id uuid primary key,
    workflow_id text,
    type text not null,
    state smallint not null,
    owner integer,
    wake_at timestamptz,
    events integer not null,
    head bytea not null,
    tail bytea not null,
    chunks integer not null default 0,
    mail bigint not null default 0,
    heard bigint not null default 0,
    parent uuid,
    parent_operation integer not null default 0,
    started_at timestamptz not null,
    attributes jsonb,
    fault text,
    constraint heard_what_was_said check (heard <= mail)
) with (
    fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000000, autovacuum_vacuum_cost_delay = 0);

create unique index runs_workflow_id on wf.runs (workflow_id) where workflow_id is not null;
create index runs_due on wf.runs (wake_at) where owner is null and wake_at is not null;
create index runs_owned on wf.runs (owner) where owner is not null;

-- Older events of long open runs, in order.
create table wf.chunks (
    run uuid not null,
    number integer not null,
    events bytea not null,
    primary key (run, number)
);

-- What others say to an open run and it has not heard yet.
create table wf.messages (
    run uuid not null,
    number bigint not null,
    kind smallint not null,
    name text not null,
    data bytea not null,
    primary key (run, number)
);

-- What steps did in a transaction of their own: the row is committed with it, so that it is done once.
create table wf.effects (
    run uuid not null,
    operation integer not null,
    result bytea not null,
    primary key (run, operation)
);

-- Runs that have ended, whole. The key says until when they are kept; a partition is dropped on that day.
create table wf.ended (
    expires date not null,
    id uuid not null,
    workflow_id text,
    type text not null,
    state smallint not null,
    events integer not null,
    head bytea not null,
    history bytea not null,
    result bytea not null,
    parent uuid,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    attributes jsonb,
    continued_by uuid,
    primary key (expires, id)
) partition by list (expires);

create index ended_id on wf.ended (id);
create index ended_workflow_id on wf.ended (workflow_id, id) where workflow_id is not null;

-- What a step does in a transaction is committed by whoever still holds its epoch, or not at all.
create function wf.hold(worker integer, its_epoch integer) returns void language plpgsql as $$
begin
    perform from wf.workers where id = worker and epoch = its_epoch for share;
    if not found then
        raise exception 'The worker % has lost its epoch %.', worker, its_epoch using errcode = 'SW001';
    end if;
end
$$;

-- A batch is written by whoever still holds its epoch, or not at all. Its number says afterwards whether it was.
create function wf.fence(worker integer, its_epoch integer, its_batch bigint) returns void language plpgsql as $$
begin
    update wf.workers set batch = its_batch, beat = beat + 1 where id = worker and epoch = its_epoch;
    if not found then
        raise exception 'The worker % has lost its epoch %.', worker, its_epoch using errcode = 'SW001';
    end if;
end
$$;
