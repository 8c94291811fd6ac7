alter table api_keys
    add column calls_per_day  integer check (calls_per_day > 0),
    add column replaced_by    uuid    references api_keys;
comment on column api_keys.replaced_by is 'the key made in its place; it goes on itself until it expires';

-- How often keys with a quota were used, per day in UTC.
create table api_key_days (
    key_id  uuid    not null references api_keys,
    day     date    not null,
    calls   bigint  not null check (calls > 0),
    primary key (key_id, day)
) with (fillfactor = 50);
