-- The people who ride. "shipment" is what a rider carries at the moment; one shipment has one rider at most.
create table riders (
    id            uuid             primary key,
    area          text             not null,
    name          text             not null check (length(name) between 1 and 100),
    phone         text             not null,
    vehicle       text             not null,
    registration  text             not null unique,
    latitude      double precision not null check (latitude between -90 and 90),
    longitude     double precision not null check (longitude between -180 and 180),
    shipment      uuid             unique,
    rides         integer          not null default 0 check (rides >= 0)
);
create index riders_free on riders (area) where shipment is null;

-- Shipments from the booking to the door. The leg is the way (or wait) the present state consists of; due_at is when the
-- shipment must be looked at next: for a position report, or because the leg is over. Without due_at nothing is to come.
create table shipments (
    id              uuid             primary key,
    customer        text             not null,
    order_id        text             not null,
    transaction_id  text             not null,
    area            text             not null,
    option          text             not null,
    asset           text             not null,
    price           numeric(38, 0)   not null check (price > 0),
    pickup          jsonb            not null,
    drop_off        jsonb            not null,
    state           text             not null check (state in (
                        'Searching', 'Assigned', 'AtPickup', 'PickedUp', 'OutForDelivery', 'Delivered', 'Cancelled',
                        'Returning', 'Returned')),
    rider           uuid             references riders,
    leg             jsonb            not null,
    search_until    timestamptz      not null,
    context         jsonb            not null,
    reason          text,
    version         integer          not null check (version > 0),
    created_at      timestamptz      not null,
    updated_at      timestamptz      not null,
    due_at          timestamptz,
    unique (customer, order_id),
    constraint shipments_rider check (rider is not null or state in ('Searching', 'Cancelled')),
    constraint shipments_over check (
        (due_at is null) = (state in ('Delivered', 'Cancelled', 'Returned')))
) with (fillfactor = 80);
create index shipments_due on shipments (due_at) where due_at is not null;

create table shipment_timeline (
    shipment   uuid        not null references shipments,
    number     integer     not null,
    at         timestamptz not null,
    state      text        not null,
    note       text,
    latitude   double precision,
    longitude  double precision,
    primary key (shipment, number)
);

create table shipment_ratings (
    shipment  uuid        not null references shipments,
    category  text        not null,
    value     numeric     not null check (value between 1 and 5),
    at        timestamptz not null,
    primary key (shipment, category)
);
