// A participant of the network: its keys, a server for what others say to it, a signed voice, and whom it believes. What
// it makes of a message is for the buyer's and the seller's app that extend it.

import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { post, readBody } from './http.mjs';
import { answerChallenge, makeKeys } from './keys.mjs';
import { faultOf, readHeader, sign } from './signature.mjs';

export class Participant {
  #server;

  /** Why a message was last not believed. */
  refused;

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

  /** Signs the very bytes that go to a registry entry; answers what came back at once. */
  async post(to, action, content) {
    const body = JSON.stringify(content);
    const answer = await post(`${to.subscriber_url.replace(/\/$/, '')}/${action}`, body, {
      Authorization: await sign(body, this.subscriberId, this.keys),
    });
    const status = answer.json?.message?.ack?.status ?? `HTTP ${answer.status}`;
    const why = answer.json?.error ? ` ${answer.json.error.code} ${answer.json.error.message}` : '';
    this.transcript.line('→', action, `${to.subscriber_id}  ${status}${why}`);
    return { status, answer };
  }

  /** Why a signature is not believed: only whom the registry vouches for in that role. Null when it is. */
  async faultOfSigner(header, body, type) {
    const signer = readHeader(header);
    const entry = signer && await this.registry.keyOf(signer.subscriberId, signer.keyId, type);
    return entry ? faultOf(header, body, entry.signing_public_key) : `the registry vouches for no ${type} ${signer?.subscriberId}`;
  }

  async #serve(request, response) {
    const reply = (status, json) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(json));
    };
    const nack = (status, type, code, message) => reply(status, { message: { ack: { status: 'NACK' } }, error: { type, code, message } });
    try {
      const body = await readBody(request);
      const action = request.url.split('/').at(-1);
      if (action === 'on_subscribe') {
        reply(200, { answer: await this.#prove(request.headers.authorization, body) });
        return;
      }

      const message = JSON.parse(body);
      const fault = await this.faultOf(action, message, request.headers, body);
      if (fault) {
        this.refused = `${action}: ${fault}`;
        this.transcript.line('✗', action, fault);
        nack(401, 'CONTEXT-ERROR', this.codes.untrusted, fault);
        return;
      }

      reply(200, { message: { ack: { status: 'ACK' } } });
      this.hear(action, message, request.headers);
    } catch (error) {
      this.transcript.line('✗', 'unreadable', error.message);
      nack(400, 'JSON-SCHEMA-ERROR', this.codes.unreadable, error.message);
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
}
