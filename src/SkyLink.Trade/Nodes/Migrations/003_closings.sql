-- Participants that take no messages for now. Whoever sends to them keeps the message and tries again.
create table node_closings (
    node   text        primary key,
    since  timestamptz not null
);
