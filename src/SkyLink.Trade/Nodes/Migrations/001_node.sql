-- What a participant's protocol node keeps, in the schema of the service that runs the participant.

-- The keys a participant signs and agrees with. Private halves are sealed under the master key.
create table node_keys (
    node         text        not null,
    key_id       text        not null,
    signing      bytea       not null,
    encryption   bytea       not null,
    valid_from   timestamptz not null,
    valid_until  timestamptz not null,
    primary key (node, key_id)
);

-- Every message received or sent, as the bytes that were signed. The id is derived from what makes two messages the
-- same (node, direction, counterparty, action, message id), led by the message's own timestamp: inserting it twice is
-- how a repeat is found out, and a repeat always meets the partition of the first.
create table messages (
    id              uuid        not null,
    timestamp       timestamptz not null,
    node            text        not null,
    direction       text        not null check (direction in ('in', 'out')),
    counterparty    text        not null,
    action          text        not null,
    transaction_id  text        not null,
    message_id      text        not null,
    at              timestamptz not null,
    header          text        not null,
    gateway_header  text,
    digest          bytea       not null,
    code            text,
    reason          text,
    body            bytea       not null,
    primary key (id, timestamp)
) partition by range (timestamp);
create index messages_by_transaction on messages (transaction_id, id);
create table messages_elsewhen partition of messages default;

-- Makes the partition that holds a moment. A month of which messages lie in the default partition already stays there.
create function ensure_message_partition(moment timestamptz) returns void language plpgsql as $$
declare
    first date := date_trunc('month', moment at time zone 'UTC');
    lower timestamptz := first::timestamp at time zone 'UTC';
    upper timestamptz := (first + interval '1 month')::timestamp at time zone 'UTC';
    name  text := format('messages_%s', to_char(first, 'YYYY_MM'));
begin
    if to_regclass(name) is null
        and not exists (select from messages_elsewhen where timestamp >= lower and timestamp < upper) then
        execute format('create table %I partition of messages for values from (%L) to (%L)', name, lower, upper);
        -- Bodies up to a page lie in the row as they are: compressing each would cost more than the disk it saves.
        execute format('alter table %I set (toast_tuple_target = 8160)', name);
        execute format('alter table %I alter column body set storage external', name);
        -- Nothing is looked up by these: statistics of them would be read from whole bodies, again and again.
        execute format(
            'alter table %I alter column body set statistics 0, alter column header set statistics 0, '
            'alter column gateway_header set statistics 0, alter column digest set statistics 0', name);
    end if;
end $$;

-- Drops the months whose messages nobody has to keep any more.
create function drop_old_messages(before timestamptz) returns void language plpgsql as $$
declare
    month  text;
begin
    for month in
        select relname
          from pg_inherits join pg_class as part on part.oid = inhrelid,
               regexp_match(pg_get_expr(relpartbound, part.oid), 'TO \(''(.+)''\)') as bounds
         where inhparent = 'messages'::regclass and bounds[1]::timestamptz <= before
    loop
        execute format('drop table %I', month);
    end loop;
end $$;

-- Messages on their way. A row is leased until next_at to the process that sends it; it goes when the other side has
-- acknowledged, and stays as Dead when its time is over or the other side refused.
create table deliveries (
    destination     text        not null,
    transaction_id  text        not null,
    id              uuid        not null,
    node            text        not null,
    message         uuid        not null,
    timestamp       timestamptz not null,
    action          text        not null,
    uri             text        not null,
    state           text        not null check (state in ('Pending', 'Dead')),
    attempts        integer     not null,
    next_at         timestamptz not null,
    expires_at      timestamptz not null,
    reason          text,
    primary key (destination, transaction_id, id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
create index deliveries_due on deliveries (next_at) where state = 'Pending';
create index deliveries_dead on deliveries (id) where state = 'Dead';
