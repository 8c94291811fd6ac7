-- The shops (providers) that the seller nodes here sell for.
create table shops (
    slug             text             primary key check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    node             text             not null,
    name             text             not null check (length(name) between 1 and 200),
    organization     text             not null,
    description      text             not null,
    asset            text             not null,
    city             text             not null,
    latitude         double precision not null check (latitude between -90 and 90),
    longitude        double precision not null check (longitude between -180 and 180),
    radius_km        numeric          not null check (radius_km > 0),
    address          jsonb            not null,
    phone            text             not null,
    email            text             not null,
    delivery_charge  numeric(38, 0)   not null check (delivery_charge >= 0),
    packing_charge   numeric(38, 0)   not null check (packing_charge >= 0),
    is_online        boolean          not null,
    version          integer          not null check (version > 0)
);
create index shops_by_organization on shops (organization, slug);

-- What they sell. "changed" is the transaction that touched the row last: the search index reads what is new by it.
create table products (
    id             uuid           not null unique,
    shop           text           not null references shops,
    sku            text           not null check (length(sku) between 1 and 100),
    name           text           not null check (length(name) between 1 and 300),
    description    text           not null,
    category       text           not null,
    brand          text           not null,
    price          numeric(38, 0) not null check (price > 0),
    market_price   numeric(38, 0) not null check (market_price >= price),
    unit           text           not null,
    unit_value     numeric        not null check (unit_value > 0),
    stock          integer        not null check (stock >= 0),
    reserved       integer        not null default 0 check (reserved >= 0),
    max_per_order  integer        not null check (max_per_order > 0),
    is_returnable  boolean        not null,
    is_cancellable boolean        not null,
    is_available   boolean        not null default true,
    time_to_ship   interval       not null,
    tax_percent    numeric        not null check (tax_percent between 0 and 100),
    tags           text[]         not null,
    image          text,
    version        integer        not null default 1 check (version > 0),
    changed        xid8           not null default pg_current_xact_id(),
    search         tsvector       not null generated always as (to_tsvector('simple'::regconfig,
                       name || ' ' || brand || ' ' || category || ' ' || sku)) stored,
    primary key (shop, sku),
    constraint never_oversold check (stock - reserved >= 0)
) with (fillfactor = 80);
create index products_by_change on products (changed);
create index products_by_search on products using gin (search);

-- A sale from the first select to the last rating. The stage says what the stock must hold for it; due_at is when the
-- stage's own time is over (a quote not answered, a reservation not confirmed, an order to be packed).
create table sales (
    id              uuid           primary key,
    node            text           not null,
    shop            text           not null references shops,
    buyer_app       text           not null,
    transaction_id  text           not null,
    order_id        text,
    payment_id      text,
    stage           text           not null check (stage in (
                        'Quoting', 'Quoted', 'Reserved', 'Confirming', 'Created', 'Accepted', 'Packed',
                        'AgentAssigned', 'PickedUp', 'OutForDelivery', 'Delivered', 'Returning', 'Cancelled',
                        'Refused', 'Expired', 'Abandoned')),
    version         integer        not null check (version > 0),
    asset           text           not null,
    delivery        numeric(38, 0) not null check (delivery >= 0),
    packing         numeric(38, 0) not null check (packing >= 0),
    refunded        numeric(38, 0) not null check (refunded >= 0),
    details         jsonb          not null,
    created_at      timestamptz    not null,
    updated_at      timestamptz    not null,
    confirmed_at    timestamptz,
    due_at          timestamptz
) with (fillfactor = 80);
create unique index sales_open on sales (node, buyer_app, transaction_id, shop)
    where stage in ('Quoting', 'Quoted', 'Reserved');
create unique index sales_by_order on sales (node, buyer_app, order_id);
create unique index sales_by_payment on sales (payment_id) where stage <> 'Refused';
create index sales_by_transaction on sales (transaction_id);
create index sales_by_shop on sales (shop, id) where order_id is not null;
create index sales_due on sales (due_at) where due_at is not null;

-- "ordered" never changes after confirm; "count" goes down when the buyer takes less.
create table sale_lines (
    sale     uuid           not null references sales on delete cascade,
    sku      text           not null,
    position integer        not null,
    name     text           not null,
    price    numeric(38, 0) not null check (price > 0),
    ordered  integer        not null check (ordered > 0),
    count    integer        not null check (count between 0 and ordered),
    primary key (sale, sku)
);

-- What happened to a sale, also what came too late to change it.
create table sale_timeline (
    number  bigint      generated always as identity primary key,
    sale    uuid        not null references sales on delete cascade,
    at      timestamptz not null,
    what    text        not null,
    detail  text
);
create index sale_timeline_by_sale on sale_timeline (sale, number);

create table ratings (
    sale      uuid        not null references sales on delete cascade,
    category  text        not null,
    subject   text        not null,
    value     numeric     not null check (value between 1 and 5),
    at        timestamptz not null,
    primary key (sale, category, subject)
);

create table support_tickets (
    id         uuid        primary key,
    sale       uuid        references sales on delete cascade,
    node       text        not null,
    buyer_app  text        not null,
    reference  text        not null,
    phone      text,
    opened_at  timestamptz not null,
    unique (node, buyer_app, reference)
);
