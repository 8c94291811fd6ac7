-- Whose doing a message is, so that a trace goes on when another moment or another process sends it.
alter table deliveries add column trace text, add column correlation text, add column actor uuid;
