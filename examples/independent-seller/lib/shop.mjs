// A shop with one shelf: what it sells, how it quotes, how an order moves on. Knows nothing of HTTP and signatures.

const CURRENCY = 'PKR';
const DELIVERY = '60.00';

/** Where an order goes after it was accepted: state of the order and of its delivery. */
export const WAY = [
  ['In-progress', 'Packed'], ['In-progress', 'Order-picked-up'], ['In-progress', 'Out-for-delivery'], ['Completed', 'Order-delivered'],
];

export class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export class Shop {
  constructor(subscriberId) {
    this.subscriberId = subscriberId;
    this.id = 'quince-and-co';
    this.name = 'Quince & Co (independent example)';
    this.place = { id: 'garden-town', gps: '31.5058,74.3286', address: { locality: 'Garden Town', city: 'Lahore', area_code: '54600' } };
    this.goods = new Map([
      ['quince-jam', { name: 'Quince Jam 250 g', category: 'Jams', price: '420.00', stock: 12 }],
      ['quince-paste', { name: 'Quince Paste 400 g', category: 'Jams', price: '650.00', stock: 5 }],
    ]);
    this.orders = new Map();
  }

  /** What fits a search; null where nothing does: then a shop stays silent. */
  find(intent) {
    const words = (intent?.item?.descriptor?.name ?? '').toLowerCase().match(/[a-z]+/g) ?? [];
    const most = Number(intent?.item?.price?.maximum_value ?? Infinity);
    const items = [...this.goods].filter(([, it]) => it.stock > 0 && Number(it.price) <= most
      && words.some((word) => it.name.toLowerCase().includes(word)));
    return items.length > 0 ? this.catalogue(items) : null;
  }

  catalogue(items = [...this.goods]) {
    return {
      'bpp/descriptor': { name: this.name },
      'bpp/providers': [{
        id: this.id,
        descriptor: { name: this.name, short_desc: 'Quinces, and what one makes of them' },
        locations: [{ ...this.place, circle: { gps: this.place.gps, radius: { unit: 'km', value: '15' } } }],
        fulfillments: [{ id: 'bicycle', type: 'Delivery' }],
        items: items.map(([id, it]) => ({
          id,
          descriptor: { name: it.name },
          price: { currency: CURRENCY, value: it.price, maximum_value: it.price },
          quantity: { available: { count: String(it.stock) }, maximum: { count: String(Math.min(it.stock, 5)) } },
          category_id: it.category,
          location_id: this.place.id,
          fulfillment_id: 'bicycle',
          '@ondc/org/returnable': false,
          '@ondc/org/cancellable': true,
          '@ondc/org/time_to_ship': 'PT30M',
        })),
      }],
    };
  }

  /** The price of what is asked for; refuses what is not there. */
  quote(items) {
    const lines = items.map(({ id, quantity: { count } }) => {
      const it = this.goods.get(id);
      if (!it) {
        throw new Refusal('30004', `There is no ${id}.`);
      }

      if (count > it.stock) {
        throw new Refusal('40002', `Only ${it.stock} of ${it.name} are left.`);
      }

      return {
        '@ondc/org/item_id': id,
        '@ondc/org/item_quantity': { count },
        '@ondc/org/title_type': 'item',
        title: it.name,
        price: { currency: CURRENCY, value: (Number(it.price) * count).toFixed(2) },
      };
    });
    const delivery = {
      '@ondc/org/item_id': 'bicycle', '@ondc/org/title_type': 'delivery', title: 'Delivery', price: { currency: CURRENCY, value: DELIVERY },
    };
    const breakup = [...lines, delivery];
    const value = breakup.reduce((sum, charge) => sum + Math.round(Number(charge.price.value) * 100), 0) / 100;
    return { price: { currency: CURRENCY, value: value.toFixed(2) }, breakup, ttl: 'PT15M' };
  }

  select({ items }) {
    return { provider: { id: this.id }, items: this.#lines(items), fulfillments: [this.#delivery('Serviceable')], quote: this.quote(items) };
  }

  /** The terms: it says nothing of who gets which share, as a shop that was written for another network would not. */
  init({ items, billing }) {
    const quote = this.quote(items);
    return {
      ...this.select({ items }),
      billing,
      payment: {
        type: 'ON-ORDER',
        status: 'NOT-PAID',
        collected_by: 'BAP',
        params: { amount: quote.price.value, currency: CURRENCY },
        '@ondc/org/buyer_app_finder_fee_type': 'percent',
        '@ondc/org/buyer_app_finder_fee_amount': '3',
      },
    };
  }

  /** Takes the order and the goods off the shelf; the same order again is the same answer. */
  confirm(order, context) {
    const known = this.orders.get(order.id);
    if (known) {
      return known;
    }

    const quote = this.quote(order.items);
    if (quote.price.value !== order.quote.price.value) {
      throw new Refusal('40008', `The price is ${quote.price.value}.`);
    }

    for (const { id, quantity: { count } } of order.items) {
      this.goods.get(id).stock -= count;
    }

    const accepted = {
      ...order, state: 'Accepted', quote, fulfillments: [this.#delivery('Pending')], updated_at: new Date().toISOString(), context,
    };
    this.orders.set(order.id, accepted);
    return accepted;
  }

  order(id) {
    const order = this.orders.get(id);
    if (!order) {
      throw new Refusal('30018', `There is no order ${id}.`);
    }

    return order;
  }

  /** One step further on its way; null at its end. */
  move(order) {
    const reached = order.fulfillments[0].state.descriptor.code;
    const next = order.state === 'Cancelled' ? undefined : WAY[WAY.findIndex(([, stage]) => stage === reached) + 1];
    if (!next) {
      return null;
    }

    [order.state] = next;
    order.fulfillments = [this.#delivery(next[1])];
    order.updated_at = new Date().toISOString();
    return order;
  }

  /** Fewer pieces; the rest goes back on the shelf. */
  reduce(id, items) {
    const order = this.order(id);
    for (const { id: item, quantity: { count } } of items) {
      const line = order.items.find((it) => it.id === item);
      if (!line || count > line.quantity.count || order.state !== 'Accepted') {
        throw new Refusal('50002', 'Only fewer of what was ordered, and before it is packed.');
      }

      this.goods.get(item).stock += line.quantity.count - count;
      line.quantity = { count };
    }

    order.items = order.items.filter((line) => line.quantity.count > 0);
    order.quote = this.quote(order.items);
    return order;
  }

  cancel(id, reason) {
    const order = this.order(id);
    if (order.state !== 'Accepted') {
      throw new Refusal('50001', `The order is ${order.state}.`);
    }

    for (const { id: item, quantity: { count } } of order.items) {
      this.goods.get(item).stock += count;
    }

    order.state = 'Cancelled';
    order.cancellation = { cancelled_by: order.context.bap_id, reason: { id: reason } };
    order.fulfillments = [this.#delivery('Cancelled')];
    order.quote = {
      price: { currency: CURRENCY, value: '0.00' },
      breakup: [{ title: 'Nothing', '@ondc/org/title_type': 'misc', price: { currency: CURRENCY, value: '0.00' } }],
    };
    return order;
  }

  #lines(items) {
    return items.map(({ id, quantity }) => ({ id, fulfillment_id: 'bicycle', quantity }));
  }

  #delivery(code) {
    return {
      id: 'bicycle', type: 'Delivery', '@ondc/org/provider_name': this.name, '@ondc/org/TAT': 'PT45M', tracking: true, state: { descriptor: { code } },
    };
  }
}

/** An order as it travels: without what the shop notes for itself. */
export function travelling({ context, ...order }) {
  return order;
}
