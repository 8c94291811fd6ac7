// A shopper at SkyLink's own buyer app, over its public API: the person whom the independent seller sells to.

import { randomUUID } from 'node:crypto';
import { get, pause, post } from '../../shared/http.mjs';

const PATIENCE_MILLISECONDS = 60_000;
const LOOK_MILLISECONDS = 250;
const HOME = {
  name: 'Sana Iqbal', phone: '+92 300 4567890', email: 'sana@kiosk.example', address: 'House 7, Gulberg III', city: 'Lahore', areaCode: '54660',
  gps: '31.5102,74.3441',
};

export class Shopper {
  #headers;

  constructor(apiUrl, email, password) {
    Object.assign(this, { apiUrl, email, password });
  }

  /** From SKYLINK_URL and SKYLINK_SHOPPER ("email password"); null without. */
  static fromEnvironment() {
    const [email, password] = (process.env.SKYLINK_SHOPPER ?? '').split(' ');
    return password ? new Shopper(process.env.SKYLINK_URL ?? 'http://127.0.0.1:7080', email, password) : null;
  }

  topUp(units) {
    return this.#post('payments/top-ups', { amount: { units: String(units), asset: 'PKR/2' } });
  }

  /** Searches until an offer of this seller is among the answers: it has only just joined. */
  async findOffer(text, sellerId) {
    const started = Date.now();
    while (Date.now() - started < PATIENCE_MILLISECONDS) {
      const search = await this.#post('buyers/searches', { text, gps: HOME.gps });
      for (let look = 0; look < 8; look += 1) {
        await pause(LOOK_MILLISECONDS);
        const { offers } = await this.#get(`buyers/searches/${search.id}`);
        const offer = offers.find((it) => it.sellerId === sellerId);
        if (offer) {
          return { searchId: search.id, offer };
        }
      }
    }

    throw new Error(`no offer of ${sellerId} for “${text}”`);
  }

  async place({ searchId, offer }, quantity) {
    const [order] = await this.#post('buyers/orders', { searchId, lines: [{ offerId: offer.id, quantity }], delivery: HOME });
    return order.id;
  }

  act(id, action, request = {}) {
    return this.#post(`buyers/orders/${id}/${action}`, request);
  }

  /** The order as soon as it is as it should be. */
  async until(id, fits) {
    const started = Date.now();
    let order;
    do {
      order = await this.#get(`buyers/orders/${id}`);
      if (fits(order)) {
        return order;
      }

      await pause(LOOK_MILLISECONDS);
    } while (Date.now() - started < PATIENCE_MILLISECONDS);
    throw new Error(`the order stays ${order.state}, ${order.payment.state}: ${order.notice ?? ''} ${JSON.stringify(order.timeline)}`);
  }

  async #get(path) {
    return unwrap(path, await get(`${this.apiUrl}/api/v1/${path}`, await this.#auth()));
  }

  async #post(path, body) {
    return unwrap(path, await post(`${this.apiUrl}/api/v1/${path}`, JSON.stringify(body), {
      ...await this.#auth(), 'Idempotency-Key': randomUUID(),
    }));
  }

  async #auth() {
    if (!this.#headers) {
      const credentials = JSON.stringify({ grantType: 'password', email: this.email, password: this.password });
      const { accessToken } = unwrap('sign in', await post(`${this.apiUrl}/api/v1/identity/tokens`, credentials));
      this.#headers = { Authorization: `Bearer ${accessToken}` };
    }

    return this.#headers;
  }
}

function unwrap(path, { status, json }) {
  if (status >= 300) {
    throw new Error(`${path} answered ${status}: ${JSON.stringify(json)}`);
  }

  return json;
}
