-- Whose doing a step is, so that its trace goes on when it is carried out.
alter table payment_steps add column trace text, add column correlation text, add column actor uuid;
