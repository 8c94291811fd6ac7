// The registry as any participant meets it.

import { randomUUID } from 'node:crypto';
import { get, post } from './http.mjs';
import { sign } from './signature.mjs';

const YEAR_MILLISECONDS = 365 * 24 * 3600 * 1000;

export class Registry {
  #cache = new Map();

  constructor(servicesUrl) {
    this.url = `${servicesUrl}/registry`;
  }

  /** The registry's own public keys; whoever answers its challenge needs them. */
  async key() {
    this.ownKey ??= (await get(`${this.url}/key`)).json;
    return this.ownKey;
  }

  /** Asks to be listed in the roles it plays: `{ domain, type }`, type `buyerApp` or `sellerApp`. */
  async subscribe(participant) {
    const { keys, roles, subscriberId, uri } = participant;
    const types = new Set(roles.map((role) => role.type));
    const now = Date.now();
    const body = JSON.stringify({
      context: { operation: { ops_no: types.size > 1 ? 4 : types.has('sellerApp') ? 2 : 1 } },
      message: {
        request_id: randomUUID(),
        timestamp: new Date(now).toISOString(),
        entity: {
          gst: { legal_entity_name: participant.name },
          country: 'PAK',
          subscriber_id: subscriberId,
          unique_key_id: keys.keyId,
          callback_url: uri,
          key_pair: {
            signing_public_key: keys.signingPublicKey,
            encryption_public_key: keys.encryptionPublicKey,
            valid_from: new Date(now - 60_000).toISOString(),
            valid_until: new Date(now + YEAR_MILLISECONDS).toISOString(),
          },
        },
        network_participant: roles.map(({ domain, type }) => ({
          subscriber_url: uri, domain, type, msn: false, city_code: ['std:042'],
        })),
      },
    });
    return post(`${this.url}/subscribe`, body, { Authorization: await sign(body, subscriberId, keys) });
  }

  /** A signed lookup, for those who are listed. */
  async lookup(filter, participant) {
    const body = JSON.stringify(filter);
    const headers = participant ? { Authorization: await sign(body, participant.subscriberId, participant.keys) } : {};
    const answer = await post(`${this.url}/${participant ? 'v2.0/lookup' : 'lookup'}`, body, headers);
    if (answer.status !== 200 || !Array.isArray(answer.json)) {
      throw new Error(`lookup ${body} answered ${answer.status}: ${JSON.stringify(answer.json)}`);
    }

    return answer.json.filter((entry) => entry.status === 'SUBSCRIBED');
  }

  /** The entry of a signer's key in a role; undefined if the registry does not vouch for it. Kept for this run. */
  async keyOf(subscriberId, keyId, type) {
    const name = `${subscriberId} ${keyId} ${type}`;
    if (!this.#cache.has(name)) {
      const entries = await this.lookup({ subscriber_id: subscriberId });
      this.#cache.set(name, entries.find((entry) => entry.ukId === keyId && entry.type === type));
    }

    return this.#cache.get(name);
  }
}
