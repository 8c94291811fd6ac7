// A seller's app that knows nothing of SkyLink but the protocol: it joins, answers a shopper of SkyLink's own buyer app,
// makes sure that the money is held, delivers, is paid; gives an order back; and tells the gateway what it sells. Any
// deviation ends it with exit code 1.

import { unitsOf } from '../shared/money.mjs';
import { find, GOODS, joinAs, nameOf, PAYMENTS } from '../shared/newcomer.mjs';
import { Operator } from '../shared/operator.mjs';
import { Registry } from '../shared/registry.mjs';
import { Transcript } from '../shared/transcript.mjs';
import { Seller } from './lib/seller.mjs';
import { Shop } from './lib/shop.mjs';
import { Shopper } from './lib/shopper.mjs';

const TOP_UP_UNITS = 500_000;
const ACTIONS = ['search', 'select', 'init', 'confirm', 'update', 'status', 'track', 'rating', 'support', 'cancel'];

const transcript = new Transcript();
const registry = new Registry(process.env.SKYLINK_SERVICES_URL ?? 'http://127.0.0.1:7100');
const operator = Operator.fromEnvironment();
const shopper = Shopper.fromEnvironment();

await transcript.run(async () => {
  transcript.expect(shopper, 'SKYLINK_SHOPPER names a shopper');
  transcript.chapter('Join the network');
  const subscriberId = nameOf('quince');
  const shop = new Shop(subscriberId);
  const seller = new Seller({
    subscriberId,
    name: shop.name,
    roles: [{ domain: GOODS, type: 'sellerApp' }, { domain: PAYMENTS, type: 'buyerApp' }],
    registry,
    transcript,
    shop,
  });
  await joinAs(seller, registry, transcript, operator);
  try {
    seller.payBy(await find(registry, seller, { type: 'BPP', domain: PAYMENTS }, transcript));
    await shopper.topUp(TOP_UP_UNITS);
    await sell(seller, shop);
    await takeBack(seller, shop);
    await tell(seller);
    transcript.chapter('At the end');
    const missing = ACTIONS.filter((action) => !seller.served.has(action));
    transcript.expect(missing.length === 0, `all ten actions were served: ${[...seller.served].map((it) => it.join(' ')).join(', ')}`, missing);
    transcript.expect(!seller.refused, 'every message was signed by whom the registry vouches for', seller.refused);
    transcript.expect(!seller.failed, 'nothing went wrong on the way', seller.failed?.stack);
    if (operator) {
      transcript.expect((await operator.trialBalance()).isBalanced, 'the ledger\'s trial balance is zero');
    }
  } finally {
    seller.stop();
  }
});

async function sell(seller, shop) {
  transcript.chapter('Sell two jars, deliver one');
  const found = await shopper.findOffer('quince jam', seller.subscriberId);
  transcript.expect(found.offer.item === 'Quince Jam 250 g', 'the shopper finds the jam', found.offer);
  const id = await shopper.place(found, 2);
  const ready = await shopper.until(id, (it) => it.state === 'Ready' || it.state === 'Failed');
  transcript.expect(ready.state === 'Ready', 'the quote and the terms are understood', ready.notice);
  await shopper.act(id, 'confirm');
  await shopper.until(id, (it) => it.state === 'Accepted' && it.payment.state === 'Held');
  transcript.expect(shop.goods.get('quince-jam').stock === 10, 'two jars are off the shelf');

  await shopper.act(id, 'update', { lines: [{ itemId: 'quince-jam', count: 1 }] });
  const lowered = await shopper.until(id, (it) => it.lines[0].count === 1);
  transcript.expect(shop.goods.get('quince-jam').stock === 11, 'one jar is back');
  for (const action of ['status', 'track', 'support']) {
    await shopper.act(id, action);
  }

  seller.mayPack = (order) => order.id === id;
  const done = await shopper.until(id, (it) => it.state === 'Completed' && it.payment.state === 'Released');
  transcript.expect(done.fulfilment.state === 'Order-delivered', 'the jar is delivered and paid for', done.fulfilment);
  await shopper.act(id, 'rating', { value: 5 });
  if (operator) {
    const price = Number(lowered.quote.price.units);
    const earned = await operator.balance(`trade:payables:${seller.subscriberId}`);
    transcript.expect(earned === price && price === unitsOf('480.00'), `the seller earned ${earned} paisa: one jar and its delivery`, price);
  }
}

async function takeBack(seller, shop) {
  transcript.chapter('Take an order back');
  const before = shop.goods.get('quince-paste').stock;
  const id = await shopper.place(await shopper.findOffer('quince paste', seller.subscriberId), 1);
  await shopper.until(id, (it) => it.state === 'Ready');
  await shopper.act(id, 'confirm');
  await shopper.until(id, (it) => it.state === 'Accepted');
  await shopper.act(id, 'cancel');
  await shopper.until(id, (it) => it.state === 'Cancelled' && it.payment.state === 'Returned');
  transcript.expect(shop.goods.get('quince-paste').stock === before, 'the goods are back on the shelf, the money in the wallet');
}

/** From then on the gateway asks us only for what we have, and says so. */
async function tell(seller) {
  transcript.chapter('Tell the gateway what there is');
  const gateway = await find(registry, seller, { type: 'BG' }, transcript);
  const list = Object.entries({ snapshot: nameOf('shelf'), number: '1', parts: '1' }).map(([code, value]) => ({ code, value }));
  const { status } = await seller.tellGateway(gateway, { code: 'catalog_full', list });
  transcript.expect(status === 'ACK', 'the gateway takes the catalogue');
  if (operator) {
    const decision = async (text) =>
      (await operator.dryRun({ text, domain: GOODS })).find((it) => it.subscriberId === seller.subscriberId);
    const [jam, biscuits] = [await decision('quince'), await decision('biscuits')];
    transcript.expect(jam.isChosen, 'we are asked for quinces', jam);
    transcript.expect(!biscuits.isChosen, `and not for biscuits: ${biscuits.because.join(', ')}`, biscuits);
  }

}
