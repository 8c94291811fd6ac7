// What no participant can do for itself: a person who runs the network approves, revokes, and books money paid in.

import { randomUUID } from 'node:crypto';
import { get, post } from './http.mjs';

const ASSET = 'PKR/2';

export class Operator {
  #headers;

  constructor(apiUrl, email, password) {
    Object.assign(this, { apiUrl, email, password });
  }

  /** From SKYLINK_URL and SKYLINK_OPERATOR ("email password"); null without. */
  static fromEnvironment() {
    const [email, password] = (process.env.SKYLINK_OPERATOR ?? '').split(' ');
    return password ? new Operator(process.env.SKYLINK_URL ?? 'http://127.0.0.1:7080', email, password) : null;
  }

  approve(subscriberId) {
    return this.#post(`registry/participants/${encodeURIComponent(subscriberId)}/approve`, { reason: 'example' });
  }

  revoke(subscriberId, keyId) {
    const path = `registry/participants/${encodeURIComponent(subscriberId)}/keys/${encodeURIComponent(keyId)}/revoke`;
    return this.#post(path, { reason: 'example: the key was lost' });
  }

  /** Who would get a search, and why. */
  dryRun(search) {
    return this.#post('routing/dry-run', search);
  }

  /** Cash that a shopper paid in outside the network, booked into the wallet the payment partner knows. */
  async payIn(owner, units) {
    const wallet = walletOf(owner);
    for (const account of ['world:topups', wallet]) {
      await this.#call('PUT', `ledger/accounts/${account}`, { asset: ASSET });
    }

    return this.#post('ledger/transactions', {
      description: 'Paid in by an outside shopper',
      reference: owner,
      postings: [{ from: 'world:topups', to: wallet, amount: { units: String(units), asset: ASSET } }],
    });
  }

  /** Smallest units in an account. */
  async balance(account) {
    const { balances } = await this.#call('GET', `ledger/accounts/${account}`);
    return Number(balances.find((it) => it.asset === ASSET)?.units ?? 0);
  }

  async trialBalance() {
    return this.#call('GET', 'ledger/trial-balance');
  }

  /** What shows who asks. */
  async headers() {
    this.#headers ??= await this.#signIn();
    return this.#headers;
  }

  #post(path, body) {
    return this.#call('POST', path, body);
  }

  async #call(method, path, body) {
    const headers = await this.headers();
    const url = `${this.apiUrl}/api/v1/${path}`;
    if (method === 'GET') {
      return unwrap(path, await get(url, headers));
    }

    const answer = await fetch(url, {
      method,
      body: JSON.stringify(body),
      headers: { ...headers, 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
      signal: AbortSignal.timeout(15_000),
    });
    const text = await answer.text();
    return unwrap(path, { status: answer.status, json: text ? JSON.parse(text) : null });
  }

  async #signIn() {
    const credentials = JSON.stringify({ grantType: 'password', email: this.email, password: this.password });
    const { accessToken } = unwrap('sign in', await post(`${this.apiUrl}/api/v1/identity/tokens`, credentials));
    return { Authorization: `Bearer ${accessToken}` };
  }
}

export const walletOf = (owner) => `trade:wallets:${owner}`;

function unwrap(path, { status, json }) {
  if (status >= 300) {
    throw new Error(`${path} answered ${status}: ${JSON.stringify(json)}`);
  }

  return json;
}
