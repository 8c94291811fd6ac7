// A buyer's app on the network: a server for callbacks, and a signed voice.

import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { answerChallenge, makeKeys } from './keys.mjs';
import { post, readBody } from './http.mjs';
import { faultOf, readHeader, sign } from './signature.mjs';

export class Participant {
  #server;
  #received = [];
  #waiting = new Set();

  /** @param {{ subscriberId: string, name: string, roles: object[], registry: object, transcript: object }} options */
  constructor(options) {
    Object.assign(this, options);
    this.keys = makeKeys(`key-${randomUUID().slice(0, 8)}`);
  }

  async start() {
    this.#server = createServer((request, response) => this.#serve(request, response));
    await new Promise((listening) => this.#server.listen(0, '127.0.0.1', listening));
    this.uri = `http://127.0.0.1:${this.#server.address().port}/beckn`;
  }

  stop() {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

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
    const body = JSON.stringify({ context, message });
    const answer = await post(`${to.subscriber_url.replace(/\/$/, '')}/${action}`, body, {
      Authorization: await sign(body, this.subscriberId, this.keys),
    });
    const status = answer.json?.message?.ack?.status ?? `HTTP ${answer.status}`;
    this.transcript.line('→', action, `${to.subscriber_id}  ${status}`);
    return { context, status, answer };
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

  async #serve(request, response) {
    const reply = (status, json) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(json));
    };
    try {
      const body = await readBody(request);
      const action = request.url.split('/').at(-1);
      if (action === 'on_subscribe') {
        reply(200, { answer: await this.#prove(request.headers.authorization, body) });
        return;
      }

      const fault = await this.#receive(action, request.headers, body);
      reply(fault ? 401 : 200, fault
        ? { message: { ack: { status: 'NACK' } }, error: { type: 'CONTEXT-ERROR', code: '20001', message: fault } }
        : { message: { ack: { status: 'ACK' } } });
    } catch (error) {
      this.transcript.line('✗', 'unreadable', error.message);
      reply(400, { message: { ack: { status: 'NACK' } }, error: { type: 'JSON-SCHEMA-ERROR', code: '20006', message: error.message } });
    }
  }

  /** The registry asks whether we hold our encryption key; it signs its question. */
  async #prove(header, body) {
    const registry = await this.registry.key();
    const fault = faultOf(header, body, registry.signing_public_key);
    if (fault) {
      throw new Error(`on_subscribe: ${fault}`);
    }

    const { subscriber_id: subscriberId, challenge } = JSON.parse(body);
    if (subscriberId !== this.subscriberId) {
      throw new Error(`on_subscribe for ${subscriberId}, we are ${this.subscriberId}`);
    }

    const answer = answerChallenge(challenge, this.keys.encryption, registry.encryption_public_key);
    this.transcript.line('←', 'on_subscribe', 'challenge decrypted and answered');
    return answer;
  }

  /** A callback: believed only if the registry vouches for whoever signed it. Answers the fault, or null. */
  async #receive(action, headers, body) {
    const message = JSON.parse(body);
    const { context } = message;
    const signer = readHeader(headers.authorization);
    const fault = context.action !== action ? `came on the path of ${action}`
      : context.bap_id !== this.subscriberId ? `is for ${context.bap_id}`
        : signer?.subscriberId !== context.bpp_id ? 'is signed by another than bpp_id'
          : await this.#faultOf(headers.authorization, body, 'BPP')
            ?? (headers['x-gateway-authorization'] ? await this.#faultOf(headers['x-gateway-authorization'], body, 'BG') : null);
    const what = message.error ? `error ${message.error.code} ${message.error.message}` : summary(message);
    this.transcript.line('←', action, `${context.bpp_id}  ${fault ?? 'signature valid'}  ${what}`);
    if (fault) {
      this.refused = fault;
      return fault;
    }

    message.viaGateway = readHeader(headers['x-gateway-authorization'])?.subscriberId;
    const taker = [...this.#waiting].find((it) => it.fits(message));
    if (taker) {
      this.#waiting.delete(taker);
      taker.resolve(message);
    } else {
      this.#received.push(message);
    }

    return null;
  }

  async #faultOf(header, body, type) {
    const signer = readHeader(header);
    const entry = signer && await this.registry.keyOf(signer.subscriberId, signer.keyId, type);
    return entry ? faultOf(header, body, entry.signing_public_key) : `the registry vouches for no such ${type}`;
  }
}

function summary({ message }) {
  const order = message?.order;
  const progress = order?.fulfillments?.[0]?.state?.descriptor?.code;
  return [order?.state, progress, order?.quote && `${order.quote.price.currency} ${order.quote.price.value}`].filter(Boolean).join(', ');
}
