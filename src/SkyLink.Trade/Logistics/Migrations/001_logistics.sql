-- Who rides. A rider carries one shipment at a time.
create table riders (
    id     integer primary key,
    name   text    not null,
    phone  text    not null
);

-- What is carried from where to where. next_at is when it moves on by itself; a worker that claims a row moves it and
-- tells the shop in one transaction.
create table shipments (
    id              uuid        primary key,
    seller          text        not null,
    transaction_id  text        not null,
    began           bytea       not null,
    start_gps       text        not null,
    end_gps         text        not null,
    distance_km     float8      not null,
    price           text        not null,
    state           text        not null check (state in ('Searching', 'AgentAssigned', 'PickedUp', 'OutForDelivery',
                                                          'Delivered', 'Cancelled')),
    rider           integer     references riders,
    position        text,
    picked_up_at    timestamptz,
    next_at         timestamptz,
    version         integer     not null check (version > 0),
    created_at      timestamptz not null,
    updated_at      timestamptz not null
);
create index shipments_due on shipments (next_at) where next_at is not null;
create unique index riders_carry_one on shipments (rider)
    where state in ('AgentAssigned', 'PickedUp', 'OutForDelivery');
