-- The keys of this service, each sealed under the master key: those of sealed fields, the root of all other secrets,
-- and what earlier master keys signed events with.
create table data_keys (
    kind        text         not null check (kind in ('seal', 'root', 'events')),
    number      smallint     not null check (number between 1 and 255),
    sealed      bytea        not null,
    made_at     timestamptz  not null,
    seals_from  timestamptz  not null,
    primary key (kind, number)
);

-- With which key all fields of a column are sealed, or with a later one.
create table sealed_columns (
    name    text         primary key,
    number  smallint     not null,
    at      timestamptz  not null
);

-- Answers tell what was asked, so they are sealed.
alter table idempotency alter column answer type bytea using convert_to(answer::text, 'UTF8');
