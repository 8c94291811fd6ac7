// The contents of messages, in the words of ONDC 1.2 retail.

import { unitsOf } from '../../shared/money.mjs';

const ADDRESS = {
  name: 'Sana Iqbal', building: 'House 7', locality: 'Gulberg III', city: 'Lahore', state: 'Punjab', country: 'PAK', area_code: '54660',
};
export const HOME_GPS = '31.5102,74.3441';

export const searchFor = (text) => ({
  intent: {
    item: { descriptor: { name: text }, price: { currency: 'PKR', maximum_value: '2000' } },
    fulfillment: { type: 'Delivery', end: { location: { gps: HOME_GPS, address: { area_code: ADDRESS.area_code } } } },
    payment: { '@ondc/org/buyer_app_finder_fee_type': 'percent', '@ondc/org/buyer_app_finder_fee_amount': '3' },
  },
});

/** Everything on offer in an on_search, flat. */
export const offersIn = (callback) => (callback.message?.catalog?.['bpp/providers'] ?? []).flatMap((provider) =>
  (provider.items ?? []).map((item) => ({
    bppId: callback.context.bpp_id,
    provider,
    item,
    price: Number(item.price?.value),
    available: Number(item.quantity?.available?.count ?? 99),
    maximum: Number(item.quantity?.maximum?.count ?? 99),
  })));

/** What is wanted and where it goes; the beginning of every order. */
export function draft(offer, count) {
  const fulfillmentId = offer.item.fulfillment_id ?? '1';
  const locationId = offer.item.location_id ?? offer.provider.locations?.[0]?.id;
  return {
    provider: { id: offer.provider.id, ...(locationId ? { locations: [{ id: locationId }] } : {}) },
    items: [{
      id: offer.item.id, quantity: { count }, fulfillment_id: fulfillmentId, ...(locationId ? { location_id: locationId } : {}),
    }],
    fulfillments: [{
      id: fulfillmentId,
      type: 'Delivery',
      end: {
        location: { gps: HOME_GPS, address: ADDRESS },
        person: { name: ADDRESS.name },
        contact: { phone: '03004567890', email: 'sana@kiosk.example' },
      },
    }],
  };
}

export function billing(at) {
  return { name: ADDRESS.name, phone: '03004567890', email: 'sana@kiosk.example', address: ADDRESS, created_at: at, updated_at: at };
}

/** Asks the payment partner to hold the price; the seller's terms say who gets which part of it later. */
export function hold(paymentId, quote, terms, { payer, payee, transactionId }) {
  const { currency, value } = quote.price;
  return {
    order: {
      id: paymentId,
      provider: { id: 'rupaya-pay' },
      items: [{ id: 'hold', quantity: { count: 1 } }],
      billing: { name: ADDRESS.name, phone: '03004567890' },
      fulfillments: [{ id: '1', type: 'Payment' }],
      quote: { price: { currency, value }, breakup: [{ title: 'Order', price: { currency, value } }] },
      payment: {
        type: 'ON-ORDER',
        status: 'NOT-PAID',
        collected_by: 'BAP',
        params: { amount: value, currency, transaction_id: paymentId },
        tags: [
          ...(terms.tags ?? []).filter((group) => group.code === 'split'),
          own({ payer, payee, order: transactionId }),
        ],
      },
    },
  };
}

export const release = (paymentId) => paymentUpdate(paymentId, { action: 'release' });

export const refund = (paymentId, value) => paymentUpdate(paymentId, { action: 'refund', refund: value });

const paymentUpdate = (paymentId, tags) => ({
  update_target: 'payment',
  order: { id: paymentId, payment: { tags: [own(tags)] } },
});

const own = (tags) => ({ code: 'skylink', list: Object.entries(tags).map(([code, value]) => ({ code, value })) });

/** A single value of a payment's tags. */
export const tagOf = (payment, code) => (payment?.tags ?? [])
  .filter((group) => group.code === 'skylink').flatMap((group) => group.list).find((tag) => tag.code === code)?.value;

/** Whether the parts of a quote are its price. */
export const addsUp = (quote) =>
  quote.breakup.reduce((sum, charge) => sum + unitsOf(charge.price.value), 0) === unitsOf(quote.price.value);
