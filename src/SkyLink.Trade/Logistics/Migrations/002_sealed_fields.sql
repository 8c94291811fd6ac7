-- Who rides, and where things are fetched and brought to, is sealed. What stays of a rider's place is rounded: enough to
-- ask who is near.
alter table riders drop constraint riders_name_check, drop constraint riders_registration_key;
alter table riders
    alter column name type bytea using convert_to(name, 'UTF8'),
    alter column phone type bytea using convert_to(phone, 'UTF8'),
    alter column registration type bytea using convert_to(registration, 'UTF8'),
    add column position bytea;
update riders
   set position = convert_to(latitude || ',' || longitude, 'UTF8'), latitude = round(latitude::numeric, 2),
       longitude = round(longitude::numeric, 2);
alter table riders alter column position set not null;

alter table shipments
    alter column pickup type bytea using convert_to(pickup::text, 'UTF8'),
    alter column drop_off type bytea using convert_to(drop_off::text, 'UTF8'),
    alter column leg type bytea using convert_to(leg::text, 'UTF8');

alter table shipment_timeline add column position bytea;
update shipment_timeline set position = convert_to(latitude || ',' || longitude, 'UTF8') where latitude is not null;
alter table shipment_timeline drop column latitude, drop column longitude;
