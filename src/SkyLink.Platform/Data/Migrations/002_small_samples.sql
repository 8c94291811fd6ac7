-- A log is read by its keys: a sample of a few thousand rows tells the planner all it needs, and a large one would be
-- read again and again while the month is young and grows fast. Columns without statistics stay without.
create function sample_little(log text) returns void language plpgsql as $$
declare
    name  text;
begin
    for name in
        select attname from pg_attribute
         where attrelid = log::regclass and attnum > 0 and not attisdropped and attstattarget is distinct from 0
    loop
        execute format('alter table %I alter column %I set statistics 10', log, name);
    end loop;
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
        perform sample_little(name);
    end if;
end $$;

select sample_little(relname) from pg_inherits join pg_class on oid = inhrelid where inhparent = 'events'::regclass;
