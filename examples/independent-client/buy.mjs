// A buyer's app that knows nothing of SkyLink but the protocol: it joins, searches through the gateway, buys, lowers the
// order, follows it to the door, pays, rates, and cancels a second order. Any deviation ends it with exit code 1.

import { randomUUID } from 'node:crypto';
import { pause } from '../shared/http.mjs';
import { unitsOf, valueOf } from '../shared/money.mjs';
import { find, GOODS, PAYMENTS } from '../shared/newcomer.mjs';
import { Operator, walletOf } from '../shared/operator.mjs';
import { Registry } from '../shared/registry.mjs';
import { Transcript } from '../shared/transcript.mjs';
import { join } from './lib/buyer.mjs';
import { addsUp, billing, draft, hold, offersIn, refund, release, searchFor, tagOf } from './lib/orders.mjs';

const SERVICES = process.env.SKYLINK_SERVICES_URL ?? 'http://127.0.0.1:7100';
const PAID_IN_UNITS = 2_000_000;
const DELIVERY_PATIENCE_MILLISECONDS = 240_000;
const OFFERS_PATIENCE_MILLISECONDS = 3_000;

const transcript = new Transcript();
const registry = new Registry(SERVICES);
const operator = Operator.fromEnvironment();
const wallet = randomUUID();

await transcript.run(async () => {
  transcript.chapter('Join the network');
  const app = await join(registry, transcript, operator);
  try {
    const gateway = await find(registry, app, { type: 'BG' }, transcript);
    const bank = await find(registry, app, { type: 'BPP', domain: PAYMENTS }, transcript);
    await fillWallet();
    await buyAndReceive(app, gateway, bank);
    await buyAndCancel(app, gateway, bank);
    transcript.chapter('At the end');
    transcript.expect(!app.refused, 'every callback was signed by whom the registry vouches for', app.refused);
    if (operator) {
      const { isBalanced } = await operator.trialBalance();
      transcript.expect(isBalanced, 'the ledger\'s trial balance is zero');
    }
  } finally {
    app.stop();
  }
});

/** The payment partner takes money only from a wallet that has some. */
async function fillWallet() {
  if (operator) {
    await operator.payIn(wallet, PAID_IN_UNITS);
    transcript.expect(await operator.balance(walletOf(wallet)) >= PAID_IN_UNITS, `the wallet ${wallet} holds PKR ${valueOf(PAID_IN_UNITS)}`);
  } else {
    transcript.line('·', 'wallet', 'no SKYLINK_OPERATOR: nobody pays money in, the hold will be declined');
  }
}

async function buyAndReceive(app, gateway, bank) {
  transcript.chapter('Search, order, lower, receive, pay, rate');
  const before = operator && await operator.balance(walletOf(wallet));
  const deal = await order(app, gateway, bank, 'biscuits', 2);
  const { about, seller, orderId, paymentId } = deal;

  const lowered = await app.ask(seller, 'update', {
    update_target: 'item',
    order: { id: orderId, provider: { id: deal.offer.provider.id }, items: [{ id: deal.offer.item.id, quantity: { count: 1 } }] },
  }, about);
  const price = lowered.message.order.quote.price.value;
  transcript.expect(addsUp(lowered.message.order.quote), 'the lower quote adds up', lowered.message.order.quote);
  transcript.expect(unitsOf(price) < unitsOf(deal.quote.price.value), `one piece less costs less: PKR ${price}`);
  const difference = valueOf(unitsOf(deal.quote.price.value) - unitsOf(price));
  await app.ask(bank, 'update', refund(paymentId, difference), { ...about, domain: PAYMENTS });

  const status = await app.ask(seller, 'status', { order_id: orderId }, about);
  transcript.expect(status.message.order.id === orderId, 'on_status is about this order');
  await app.ask(seller, 'track', { order_id: orderId }, about);

  const seen = await followToTheDoor(app, orderId);
  transcript.expect(seen.includes('Order-picked-up') || seen.includes('Out-for-delivery'), `the way was reported: ${seen.join(' → ')}`);

  const released = await app.ask(bank, 'update', release(paymentId), { ...about, domain: PAYMENTS });
  transcript.expect(tagOf(released.message.order.payment, 'state') === 'released', 'the held money is released', released.message.order.payment);
  const rated = await app.ask(seller, 'rating', { rating_category: 'Order', id: orderId, value: '5' }, about);
  transcript.expect(rated.message?.rating_ack !== false, 'the rating is taken');
  const support = await app.ask(seller, 'support', { ref_id: orderId }, about);
  transcript.expect(support.message.phone || support.message.email, `support: ${support.message.phone ?? ''} ${support.message.email ?? ''}`);
  if (operator) {
    const paid = before - await operator.balance(walletOf(wallet));
    transcript.expect(paid === unitsOf(price), `the wallet paid PKR ${price}, not a paisa more`, valueOf(paid));
  }
}

async function buyAndCancel(app, gateway, bank) {
  transcript.chapter('Order again, and change one\'s mind');
  const before = operator && await operator.balance(walletOf(wallet));
  const { about, seller, orderId, paymentId } = await order(app, gateway, bank, 'milk', 1);
  const cancelled = await app.ask(seller, 'cancel', { order_id: orderId, cancellation_reason_id: '001' }, about);
  transcript.expect(cancelled.message.order.state === 'Cancelled', 'the order is cancelled', cancelled.message.order.state);
  const returned = await app.ask(bank, 'cancel', { order_id: paymentId, cancellation_reason_id: '001' }, { ...about, domain: PAYMENTS });
  transcript.expect(tagOf(returned.message.order.payment, 'state') === 'returned', 'the held money is returned', returned.message.order.payment);
  if (operator) {
    const now = await operator.balance(walletOf(wallet));
    transcript.expect(now === before, 'the wallet is as full as before', valueOf(now - before));
  }
}

/** search, select, init, the hold, confirm. */
async function order(app, gateway, bank, text, count) {
  const about = { domain: GOODS, transactionId: randomUUID() };
  const offer = await search(app, gateway, text, count, about);
  const [seller] = await registry.lookup({ subscriber_id: offer.bppId, domain: GOODS, type: 'BPP' }, app);
  transcript.expect(seller, `the registry lists the seller ${offer.bppId}`);

  const wanted = draft(offer, count);
  const quoted = await app.ask(seller, 'select', { order: wanted }, about);
  transcript.expect(addsUp(quoted.message.order.quote), `the quote adds up to PKR ${quoted.message.order.quote.price.value}`, quoted.message.order.quote);
  const at = new Date().toISOString();
  const agreed = await app.ask(seller, 'init', { order: { ...wanted, billing: billing(at) } }, about);
  const { quote, payment: terms } = agreed.message.order;
  transcript.expect(addsUp(quote), 'the terms\' quote adds up');
  const shares = (terms.tags ?? []).filter((group) => group.code === 'split')
    .map((group) => unitsOf(group.list.find((tag) => tag.code === 'amount').value));
  transcript.expect(
    shares.reduce((sum, share) => sum + share, 0) === unitsOf(quote.price.value), `the ${shares.length} shares are the price`, terms);

  const paymentId = randomUUID();
  const held = await app.ask(bank, 'confirm', hold(paymentId, quote, terms, {
    payer: wallet, payee: seller.subscriber_id, transactionId: about.transactionId,
  }), { ...about, domain: PAYMENTS });
  transcript.expect(tagOf(held.message.order.payment, 'state') === 'held', `PKR ${quote.price.value} are held`, held.message.order.payment);

  const orderId = randomUUID();
  const accepted = await app.ask(seller, 'confirm', {
    order: {
      ...wanted,
      id: orderId,
      state: 'Created',
      billing: billing(at),
      quote,
      payment: {
        ...terms, status: 'PAID', params: { amount: quote.price.value, currency: quote.price.currency, transaction_id: paymentId },
      },
      created_at: at,
      updated_at: new Date().toISOString(),
    },
  }, about);
  transcript.expect(accepted.message.order.state === 'Accepted', 'the seller accepts the order', accepted.message.order.state);
  return { about, offer, seller, quote, orderId, paymentId };
}

/** Asks everybody through the gateway; takes the cheapest of what is called so and of which there is enough. */
async function search(app, gateway, text, count, about) {
  const { context, status, answer } = await app.send(gateway, 'search', searchFor(text), { ...about, ttl: 'PT30S' });
  transcript.expect(status === 'ACK', 'search is acknowledged', answer.json);
  const isAnswer = (it) => it.context.action === 'on_search' && it.context.message_id === context.message_id;
  const first = await app.next(isAnswer);
  const answers = [first];
  await pause(OFFERS_PATIENCE_MILLISECONDS);
  for (;;) {
    const more = await app.next(isAnswer, { patienceMilliseconds: 1 }).catch(() => null);
    if (!more) {
      break;
    }

    answers.push(more);
  }

  transcript.expect(
    answers.every((it) => it.viaGateway === gateway.subscriber_id), `${answers.length} sellers answered, each with the gateway's signature beside its own`);
  const offers = answers.flatMap(offersIn).filter((it) => it.price > 0 && it.available >= count && it.maximum >= count);
  transcript.expect(offers.length > 0, `${offers.length} offers for “${text}”`);
  const isNamed = (it) => it.item.descriptor.name.toLowerCase().includes(text);
  offers.sort((one, other) => isNamed(other) - isNamed(one) || one.price - other.price);
  const [best] = offers;
  transcript.line('·', 'chosen', `${best.item.descriptor.name} of ${best.provider.descriptor?.name ?? best.provider.id} at PKR ${best.item.price.value}`);
  return best;
}

/** The seller tells by itself how the parcel moves; answers what it said, in order. */
async function followToTheDoor(app, orderId) {
  const seen = [];
  const until = Date.now() + DELIVERY_PATIENCE_MILLISECONDS;
  while (seen.at(-1) !== 'Order-delivered') {
    transcript.expect(Date.now() < until, 'the parcel is still on time');
    const news = await app.next(
      (it) => it.context.action === 'on_status' && it.message?.order?.id === orderId,
      { patienceMilliseconds: DELIVERY_PATIENCE_MILLISECONDS });
    const code = news.message.order.fulfillments?.[0]?.state?.descriptor?.code;
    if (code && code !== seen.at(-1)) {
      seen.push(code);
    }
  }

  return seen;
}
