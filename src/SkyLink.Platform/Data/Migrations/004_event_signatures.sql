-- The first row of a transaction holds what proves all its events: their hashes, signed by their publisher.
alter table events add column signature bytea;

-- False where that proof was wrong: such an event is never handled, however often it is tried again.
alter table parked add column is_proven boolean not null default true;

-- As before, and a month that is written anew keeps the proofs of what stays.
create or replace function drop_old_events(others_before timestamptz, financial_before timestamptz)
returns integer language plpgsql as $$
declare
    month    record;
    changed  integer := 0;
begin
    set local lock_timeout = '2s';
    for month in
        select relname as name, bounds[1]::timestamptz as lower, bounds[2]::timestamptz as upper
          from pg_inherits join pg_class as part on part.oid = inhrelid,
               regexp_match(pg_get_expr(relpartbound, part.oid), 'FROM \(''(.+)''\) TO \(''(.+)''\)') as bounds
         where inhparent = 'events'::regclass
         order by 2
    loop
        if month.upper > others_before then
            continue;
        end if;
        if month.upper > financial_before and has_financial_events(month.name) then
            if not has_other_events(month.name) then
                continue;
            end if;
            execute format('create table kept_events (like %I including all)', month.name);
            execute format(
                'insert into kept_events
                 select * from %1$I as it
                  where bus = ''Financial'' or (signature is not null and exists (
                        select from %1$I as other where other.tx = it.tx and other.bus = ''Financial''))
                  order by tx, id', month.name);
            execute format('drop table %I', month.name);
            execute format('alter table kept_events rename to %I', month.name);
            execute format('alter table %I set (toast_tuple_target = 8160)', month.name);
            execute format(
                'alter table events attach partition %I for values from (%L) to (%L)',
                month.name, month.lower, month.upper);
        else
            execute format('drop table %I', month.name);
        end if;
        changed := changed + 1;
    end loop;
    return changed;
end $$;

-- A month in which others stay only for the proof they hold has no others any more.
create or replace function has_other_events(month text) returns boolean language plpgsql as $$
declare
    found boolean;
begin
    execute format(
        'select exists (select from %1$I as it where bus <> ''Financial'' and (signature is null or not exists (
            select from %1$I as other where other.tx = it.tx and other.bus = ''Financial'')))', month) into found;
    return found;
end $$;

create or replace function ensure_event_partition(moment timestamptz) returns void language plpgsql as $$
declare
    first date := date_trunc('month', moment at time zone 'UTC');
    name  text := format('events_%s', to_char(first, 'YYYY_MM'));
begin
    if to_regclass(name) is null then
        execute format(
            'create table %I partition of events for values from (%L) to (%L)',
            name, first::timestamp at time zone 'UTC', (first + interval '1 month')::timestamp at time zone 'UTC');
        execute format('alter table %I set (toast_tuple_target = 8160)', name);
        execute format('alter table %I alter column body set storage external', name);
        execute format('alter table %I alter column body set statistics 0', name);
        execute format('alter table %I alter column signature set storage external', name);
        execute format('alter table %I alter column signature set statistics 0', name);
        perform sample_little(name);
    end if;
end $$;

do $$
declare
    name text;
begin
    for name in select relname from pg_inherits join pg_class on oid = inhrelid where inhparent = 'events'::regclass
    loop
        execute format('alter table %I alter column signature set storage external', name);
        execute format('alter table %I alter column signature set statistics 0', name);
    end loop;
end $$;
