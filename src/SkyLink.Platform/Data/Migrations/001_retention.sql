-- The person whose request, or an event it caused, was being handled; null where nobody asked.
alter table events add column actor uuid;
alter table parked add column actor uuid;

-- Drops the months whose events nobody has to keep any more. A month whose financial events must stay is written anew
-- with those alone: rows are never deleted one by one, so the log neither bloats nor slows down. Writers are not in the
-- way, since they write to this month; the lock for the exchange is given up soon, and the next call tries again.
create function drop_old_events(others_before timestamptz, financial_before timestamptz) returns integer
language plpgsql as $$
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
                'insert into kept_events select * from %I where bus = ''Financial'' order by tx, id', month.name);
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

create function has_financial_events(month text) returns boolean language plpgsql as $$
declare
    found boolean;
begin
    execute format('select exists (select from %I where bus = ''Financial'')', month) into found;
    return found;
end $$;

create function has_other_events(month text) returns boolean language plpgsql as $$
declare
    found boolean;
begin
    execute format('select exists (select from %I where bus <> ''Financial'')', month) into found;
    return found;
end $$;
