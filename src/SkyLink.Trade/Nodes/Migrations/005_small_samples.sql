-- Messages are read by their keys, as events are.
create or replace function ensure_message_partition(moment timestamptz) returns void language plpgsql as $$
declare
    first date := date_trunc('month', moment at time zone 'UTC');
    lower timestamptz := first::timestamp at time zone 'UTC';
    upper timestamptz := (first + interval '1 month')::timestamp at time zone 'UTC';
    name  text := format('messages_%s', to_char(first, 'YYYY_MM'));
begin
    if to_regclass(name) is null
        and not exists (select from messages_elsewhen where timestamp >= lower and timestamp < upper) then
        execute format('create table %I partition of messages for values from (%L) to (%L)', name, lower, upper);
        execute format('alter table %I set (toast_tuple_target = 8160)', name);
        execute format('alter table %I alter column body set storage external', name);
        execute format(
            'alter table %I alter column body set statistics 0, alter column header set statistics 0, '
            'alter column gateway_header set statistics 0, alter column digest set statistics 0', name);
        perform sample_little(name);
    end if;
end $$;

select sample_little(relname) from pg_inherits join pg_class on oid = inhrelid where inhparent = 'messages'::regclass;
