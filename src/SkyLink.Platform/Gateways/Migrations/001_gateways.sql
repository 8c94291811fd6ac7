-- How much of a limit is handed out in a window of a minute. Lost in a crash, and then counted anew: unlogged, so
-- that a count costs no flush.
create unlogged table windows (
    key           text        not null,
    window_start  timestamptz not null,
    taken         bigint      not null,
    primary key (key, window_start)
);
create index windows_by_age on windows (window_start);
