// A buyer's app on the network: asks, and waits for the callbacks that answer.

import { randomUUID } from 'node:crypto';
import { GOODS, joinAs, nameOf, PAYMENTS } from '../../shared/newcomer.mjs';
import { Participant } from '../../shared/participant.mjs';
import { readHeader } from '../../shared/signature.mjs';

/** A buyer's app, on the network. */
export async function join(registry, transcript, operator, name = 'kiosk') {
  const buyer = new Buyer({
    subscriberId: nameOf(name), name: `${name} (independent example)`,
    roles: [GOODS, PAYMENTS].map((domain) => ({ domain, type: 'buyerApp' })), registry, transcript,
  });
  return joinAs(buyer, registry, transcript, operator);
}

export class Buyer extends Participant {
  #received = [];
  #waiting = new Set();

  codes = { untrusted: '20001', unreadable: '20006' };

  /** The head of a message of ours. */
  context(action, to, { domain, transactionId, ttl = 'PT10M', ...more }) {
    return {
      domain,
      country: 'PAK',
      city: 'std:042',
      action,
      core_version: '1.2.0',
      bap_id: this.subscriberId,
      bap_uri: this.uri,
      ...(to.type === 'BPP' ? { bpp_id: to.subscriber_id, bpp_uri: to.subscriber_url } : {}),
      transaction_id: transactionId,
      message_id: randomUUID(),
      timestamp: new Date().toISOString(),
      ttl,
      ...more,
    };
  }

  /** Sends a request to a registry entry; answers what came back at once. */
  async send(to, action, message, about) {
    const context = this.context(action, to, about);
    return { context, ...await this.post(to, action, { context, message }) };
  }

  /** Sends, expects ACK, and waits for the callback that answers it. */
  async ask(to, action, message, about, options = {}) {
    const { context, status, answer } = await this.send(to, action, message, about);
    this.transcript.expect(status === 'ACK', `${action} is acknowledged`, answer.json);
    const callback = await this.next(
      (it) => it.context.action === `on_${action}` && it.context.message_id === context.message_id, options);
    if (!options.mayFail) {
      this.transcript.expect(!callback.error, `on_${action} brings no error`, callback.error);
    }

    return callback;
  }

  /** The next callback that fits, or one that came already and nobody took. */
  async next(fits, { patienceMilliseconds = 20_000 } = {}) {
    const known = this.#received.findIndex(fits);
    if (known >= 0) {
      return this.#received.splice(known, 1)[0];
    }

    let timer;
    const waiting = { fits };
    const arrives = new Promise((resolve) => { waiting.resolve = resolve; });
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no callback within ${patienceMilliseconds} ms`)), patienceMilliseconds);
    });
    this.#waiting.add(waiting);
    try {
      return await Promise.race([arrives, late]);
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(waiting);
    }
  }

  /** Why a callback is not believed; null when it is. */
  async faultOf(action, { context }, headers, body) {
    const gateway = headers['x-gateway-authorization'];
    return context.action !== action ? `came on the path of ${action}`
      : context.bap_id !== this.subscriberId ? `is for ${context.bap_id}`
        : readHeader(headers.authorization)?.subscriberId !== context.bpp_id ? 'is signed by another than bpp_id'
          : await this.faultOfSigner(headers.authorization, body, 'BPP')
            ?? (gateway ? await this.faultOfSigner(gateway, body, 'BG') : null);
  }

  /** A callback goes to whoever waits for it, or is kept for whoever will. */
  hear(action, message, headers) {
    const what = message.error ? `error ${message.error.code} ${message.error.message}` : summary(message);
    this.transcript.line('←', action, `${message.context.bpp_id}  signature valid  ${what}`);
    message.viaGateway = readHeader(headers['x-gateway-authorization'])?.subscriberId;
    const taker = [...this.#waiting].find((it) => it.fits(message));
    if (taker) {
      this.#waiting.delete(taker);
      taker.resolve(message);
    } else {
      this.#received.push(message);
    }
  }
}

function summary({ message }) {
  const order = message?.order;
  const progress = order?.fulfillments?.[0]?.state?.descriptor?.code;
  return [order?.state, progress, order?.quote && `${order.quote.price.currency} ${order.quote.price.value}`].filter(Boolean).join(', ');
}
