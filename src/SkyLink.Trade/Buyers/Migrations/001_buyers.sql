-- Searches of shoppers. What came back is not kept twice: it stands in messages, under the transaction.
create table searches (
    id              uuid        primary key,
    owner           uuid        not null,
    transaction_id  text        not null unique,
    query           jsonb       not null,
    started_at      timestamptz not null
);
create index searches_by_owner on searches (owner, id);

-- Orders as the buyer's app sees them. The document is the whole order; the columns are what it is found by.
create table orders (
    id              uuid        primary key,
    owner           uuid        not null,
    transaction_id  text        not null unique,
    seller          text        not null,
    payment_id      uuid        unique,
    state           text        not null,
    payment_state   text        not null,
    document        jsonb       not null,
    version         integer     not null check (version > 0),
    created_at      timestamptz not null,
    updated_at      timestamptz not null
);
create index orders_by_owner on orders (owner, id);

-- What happened to an order, told to the person who placed it.
create table timeline (
    order_id  uuid        not null,
    entry     integer     not null,
    at        timestamptz not null,
    what      text        not null,
    detail    text,
    primary key (order_id, entry)
);
