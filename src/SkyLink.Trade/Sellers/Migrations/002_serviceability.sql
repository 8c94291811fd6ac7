-- Within the radius a shop may deliver to some postal codes only, or only within an area.
alter table shops
    add column area_codes text[] not null default '{}',
    add column corners    text[] not null default '{}' check (cardinality(corners) = 0 or cardinality(corners) >= 3);
comment on column shops.corners is 'latitude,longitude of each corner of the area; none: the whole radius.';
