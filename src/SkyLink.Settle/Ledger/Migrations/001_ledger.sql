-- Names are ASCII and compared byte by byte: one order for pages, prefixes and locks, whatever the server's locale.

create table accounts (
    name       text         collate "C" primary key,
    kind       text         not null check (kind in ('Ordinary', 'World')),
    asset      text         collate "C" check (asset ~ '^[A-Z][A-Z0-9]{1,15}/[0-9]{1,2}$'),
    opened_at  timestamptz  not null,
    constraint accounts_name check (
        length(name) <= 200 and name ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}(:[A-Za-z0-9][A-Za-z0-9_.-]{0,63}){0,9}$'),
    constraint accounts_world check ((kind = 'World') = (name = 'world' or name like 'world:%'))
);
comment on column accounts.asset is 'the only asset it may hold; null: any';

-- Updated in the transaction that writes the entries, under a row lock. What the trial balance proves:
-- units = sum(entries.units), entries = count(entries), and sum(units) = 0 per asset.
create table balances (
    account  text            collate "C" not null references accounts (name),
    asset    text            collate "C" not null check (asset ~ '^[A-Z][A-Z0-9]{1,15}/[0-9]{1,2}$'),
    units    numeric(38, 0)  not null default 0,
    entries  bigint          not null default 0 check (entries >= 0),
    primary key (account, asset),
    constraint balances_not_below_zero check (units >= 0 or account = 'world' or account like 'world:%')
) with (fillfactor = 50);

create table transactions (
    id              uuid         primary key,
    number          bigint       generated always as identity unique,
    content_sha256  bytea        not null check (length(content_sha256) = 32),
    description     text         not null check (length(description) between 1 and 500),
    reference       text         not null check (length(reference) between 1 and 200),
    metadata        jsonb,
    posted_at       timestamptz  not null
);
create index transactions_by_reference on transactions (reference, number);

-- Two per posting: the line's negative entry is where the money came from, the positive one where it went.
-- number counts per account and asset without gaps, so that a lost update cannot commit: it would repeat a number.
create table entries (
    account         text            collate "C" not null,
    asset           text            collate "C" not null,
    number          bigint          not null check (number > 0),
    transaction_id  uuid            not null,
    line            smallint        not null check (line between 1 and 100),
    units           numeric(38, 0)  not null check (units <> 0),
    balance         numeric(38, 0)  not null,
    primary key (account, asset, number),
    foreign key (account, asset) references balances (account, asset),
    constraint entries_not_below_zero check (balance >= 0 or account = 'world' or account like 'world:%')
);
create index entries_by_transaction on entries (transaction_id, line);
comment on column entries.balance is 'of the account, after this entry';

-- What is written stays: not even the service itself may change or remove it. (This is also why entries has no
-- foreign key to transactions: its check would need the right to update them.)
revoke update, delete, truncate on transactions, entries from current_user;
