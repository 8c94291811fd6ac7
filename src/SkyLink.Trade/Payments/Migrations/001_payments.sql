-- Payments: money of a payer that is held for an order. The state says where the ledger has it; moving_step is the step
-- whose postings are under way, so that nothing else begins before it is over.
create table payments (
    id           uuid           primary key,
    creator      text           not null,
    payee        text           not null,
    payer        text           not null,
    reference    text           not null,
    asset        text           not null,
    amount       numeric(38, 0) not null check (amount > 0),
    refunded     numeric(38, 0) not null check (refunded between 0 and amount),
    splits       jsonb          not null,
    state        text           not null,
    moving_step  integer,
    reason       text,
    context      jsonb          not null,
    version      integer        not null check (version > 0),
    created_at   timestamptz    not null,
    updated_at   timestamptz    not null,
    expires_at   timestamptz    not null,
    constraint payments_state check (state in (
        'Requested', 'Held', 'Declined', 'Releasing', 'Released', 'Refunding', 'Returning', 'Returned')),
    constraint payments_moving check (
        (moving_step is not null) = (state in ('Requested', 'Releasing', 'Refunding', 'Returning'))),
    constraint payments_returned check ((state = 'Returned') = (refunded = amount))
) with (fillfactor = 80);
create index payments_by_payer on payments (payer, id);
create index payments_expiring on payments (expires_at) where state = 'Held';
comment on column payments.context is 'head of the request that created it: what is told unasked is told after it';

-- What participants asked of a payment, in the order asked. A waiting step is leased until due_at to the process that
-- carries it out; its ledger transaction has an id derived from (payment, number), so carrying it out again is harmless.
create table payment_steps (
    payment       uuid        not null references payments,
    number        integer     not null check (number > 0),
    kind          text        not null check (kind in ('Hold', 'Release', 'Refund', 'Return')),
    amount        numeric(38, 0) check (amount > 0),
    context       jsonb,
    state         text        not null check (state in ('Waiting', 'Done', 'Refused')),
    reason        text,
    due_at        timestamptz not null,
    requested_at  timestamptz not null,
    done_at       timestamptz,
    primary key (payment, number),
    constraint payment_steps_amount check ((kind = 'Refund') = (amount is not null))
) with (fillfactor = 80);
create index payment_steps_waiting on payment_steps (due_at) where state = 'Waiting';
comment on column payment_steps.context is 'head of the request that is answered when it is done; null: nobody asked';

-- Demo money on its way into wallets.
create table top_ups (
    id            uuid           primary key,
    owner         uuid           not null,
    asset         text           not null,
    amount        numeric(38, 0) not null check (amount > 0),
    state         text           not null check (state in ('Requested', 'Done', 'Refused')),
    due_at        timestamptz    not null,
    requested_at  timestamptz    not null
);
create index top_ups_by_owner on top_ups (owner, requested_at);
create index top_ups_waiting on top_ups (due_at) where state = 'Requested';
