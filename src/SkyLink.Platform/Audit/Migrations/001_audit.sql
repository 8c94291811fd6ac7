-- The log: entries as their services wrote them, never changed and never deleted. The other columns are there to be
-- searched; what is shown is read from the entry.
create table entries (
    number        bigint       primary key,
    id            uuid         not null unique,
    at            timestamptz  not null,
    service       text         not null,
    action        text         not null,
    actor         uuid,
    correlation   text,
    entry         bytea        not null,
    subject       uuid,
    personal      bytea
);
create index entries_by_actor on entries (actor, number) where actor is not null;
create index entries_by_correlation on entries (correlation, number) where correlation is not null;
create index entries_by_service on entries (service, action, number);
create index entries_by_time on entries (at, number);
alter table entries alter column entry set storage external;
alter table entries alter column personal set storage external;

-- Hashes of 256 neighbours, a level of the tree above the other; the last of a level grows until it is full.
create table tiles (
    level   smallint  not null,
    number  bigint    not null,
    hashes  bytea     not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
    primary key (level, number)
) with (fillfactor = 70);
alter table tiles alter column hashes set storage external;

-- The one row is what appending locks: whoever holds it numbers the next entries.
create table tree (
    one   boolean  primary key default true check (one),
    size  bigint   not null,
    root  bytea    not null check (octet_length(root) = 32)
);

-- Signed heads of the tree. Once signed, a size never has another root.
create table checkpoints (
    size  bigint       primary key,
    at    timestamptz  not null,
    note  text         not null
);

create table cosignatures (
    size     bigint       not null references checkpoints,
    witness  text         not null,
    at       timestamptz  not null,
    lines    text         not null,
    primary key (size, witness)
);

-- Keys under which the personal parts of entries are sealed, one for each person. Without its row nobody reads them
-- again, in no backup of the entries either; the tree stays as it is.
create table subject_keys (
    subject  uuid   primary key,
    sealed   bytea  not null
);
