-- Heads of the log that were published in the data of transactions of a chain. An anchor is stored with its signed
-- transaction before that is sent, so that whoever goes on after a crash finds it again.
create table anchors (
    number            bigint       generated always as identity primary key,
    chain_id          bigint       not null check (chain_id > 0),
    account           bytea        not null check (octet_length(account) = 20),
    nonce             bigint       not null check (nonce >= 0),
    size              bigint       not null check (size > 0),
    root              bytea        not null check (octet_length(root) = 32),
    state             text         not null check (state in ('Pending', 'Included', 'Confirmed', 'Lost')),
    transaction_hash  bytea        not null check (octet_length(transaction_hash) = 32),
    block_number      bigint,
    block_hash        bytea        check (octet_length(block_hash) = 32),
    made_at           timestamptz  not null,
    changed_at        timestamptz  not null,
    unique (chain_id, account, nonce),
    check ((block_number is null) = (block_hash is null)),
    check ((state in ('Included', 'Confirmed')) = (block_number is not null))
);
-- One at a time: the next has the next nonce, and would wait for this one anyway.
create unique index anchors_under_way on anchors (chain_id, account) where state in ('Pending', 'Included');
create index anchors_by_size on anchors (size) where state = 'Confirmed';

-- What was signed for an anchor: one after the other, with one nonce and ever higher fees; one of them gets in.
create table anchor_transactions (
    hash       bytea        primary key check (octet_length(hash) = 32),
    anchor     bigint       not null references anchors,
    raw        bytea        not null,
    signed_at  timestamptz  not null
);
create index anchor_transactions_by_anchor on anchor_transactions (anchor, signed_at);

-- The process that anchors, until its time is over or it goes on; and what kept it from doing so last.
create table anchor_writer (
    one         boolean      primary key default true check (one),
    holder      uuid         not null,
    until       timestamptz  not null,
    problem     text,
    problem_at  timestamptz,
    check ((problem is null) = (problem_at is null))
);
