// A program that moves money with requests it signs itself, twice each: Ed25519 of Node.js and ML-DSA-44 of
// @noble/post-quantum. It shares no code with SkyLink. A deviation ends with exit code 1.

import { generateKeyPairSync, createHash, randomBytes, randomUUID, sign } from 'node:crypto';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import { get, post } from '../shared/http.mjs';
import { Operator } from '../shared/operator.mjs';
import { Transcript } from '../shared/transcript.mjs';

const URL = process.env.SKYLINK_URL ?? 'http://127.0.0.1:7080';
const API = `${URL}/api/v1`;
const REPLAYS = 50;
const [adminEmail, adminPassword] = (process.env.SKYLINK_ADMIN ?? '').split(' ');
const [operatorEmail, operatorPassword] = (process.env.SKYLINK_OPERATOR ?? '').split(' ');

/** RFC 8785, for what is in these requests: texts, whole numbers, lists, objects. */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(',')}}`;
};

/** RFC 7638: the hash of a key's needed members. */
const thumbprint = (jwk) => createHash('sha256').update(canonical(jwk)).digest('base64url');

/** Two key pairs; the secret halves never leave this object. */
class Client {
  #classic = generateKeyPairSync('ed25519');
  #postQuantum = ml_dsa44.keygen(randomBytes(32));
  id = null;

  get classic() {
    const { kty, crv, x } = this.#classic.publicKey.export({ format: 'jwk' });
    return { kty, crv, x };
  }

  get postQuantum() {
    return { kty: 'AKP', alg: 'ML-DSA-44', pub: Buffer.from(this.#postQuantum.publicKey).toString('base64url') };
  }

  request(sequence, body) {
    return {
      audience: 'settle.ledger/transactions',
      body,
      issuedAt: new Date().toISOString(),
      keys: { classic: thumbprint(this.classic), postQuantum: thumbprint(this.postQuantum) },
      nonce: randomBytes(16).toString('base64url'),
      sequence,
      subject: this.id,
    };
  }

  sign(request) {
    const bytes = Buffer.from(canonical(request));
    return {
      request,
      classic: sign(null, bytes, this.#classic.privateKey).toString('base64'),
      postQuantum: Buffer.from(ml_dsa44.sign(bytes, this.#postQuantum.secretKey)).toString('base64'),
    };
  }
}

const transcript = new Transcript();

await transcript.run(async () => {
  transcript.expect(adminPassword !== undefined, 'there is an administrator, who registers keys (SKYLINK_ADMIN)');
  transcript.expect(operatorPassword !== undefined, 'there is an operator, as whom it posts (SKYLINK_OPERATOR)');
  const admin = await new Operator(URL, adminEmail, adminPassword).headers();
  const operator = await new Operator(URL, operatorEmail, operatorPassword).headers();
  const ask = (path, body, key = randomUUID(), headers = operator) =>
    post(`${API}/${path}`, JSON.stringify(body), { ...headers, 'Idempotency-Key': key });
  const pay = (signed, key) => ask('ledger/transactions/signed', signed, key);

  transcript.chapter('Keys');
  const client = new Client();
  const name = `payouts ${randomUUID()}`;
  const { classic, postQuantum } = client;
  const registered = await ask('signatures/clients', { name, classic, postQuantum }, randomUUID(), admin);
  transcript.expect(registered.status === 201, 'the public halves are registered', registered);
  client.id = registered.json.id;

  transcript.chapter('Money');
  const account = `examples:signed:${randomUUID()}`;
  for (const opened of ['world:examples', account]) {
    await fetch(`${API}/ledger/accounts/${encodeURIComponent(opened)}`, {
      method: 'PUT',
      headers: { ...operator, 'Content-Type': 'application/json' },
      body: '{}',
    });
  }

  const body = {
    description: 'A signed payout',
    reference: name,
    postings: [{ from: 'world:examples', to: account, amount: { units: '1250', asset: 'PKR/2' } }],
  };
  const signed = client.sign(client.request(1, body));
  const key = randomUUID();
  const posted = await pay(signed, key);
  transcript.expect(posted.status === 201, 'a signed request moves 12.50 PKR', posted);
  const hash = createHash('sha256').update(canonical(signed.request)).digest('base64url');
  transcript.expect(
    posted.json.metadata['signed.sha256'] === hash && posted.json.metadata['signed.client'] === client.id,
    'the transaction names the client and what it signed',
    posted,
  );
  const again = await pay(signed, key);
  transcript.expect(again.json.id === posted.json.id, 'who lost the answer asks again under the same key', again);

  transcript.chapter('What must fail');
  const race = client.sign(client.request(2, body));
  const answers = await Promise.all(Array.from({ length: REPLAYS }, () => pay(race)));
  const taken = answers.filter((it) => it.status === 201);
  transcript.expect(taken.length === 1, `of ${REPLAYS} copies at once one is taken`, answers.map((it) => it.status));
  const late = await pay(client.sign(client.request(2, body)));
  transcript.expect(late.json.code === 'signatures.request_replayed', 'a sequence that was used is refused', late);
  const changed = structuredClone(client.sign(client.request(3, body)));
  changed.request.body.postings[0].amount.units = '125000';
  const forged = await pay(changed);
  transcript.expect(forged.json.code === 'signatures.signature_invalid', 'another amount is refused', forged);
  const old = client.request(4, body);
  old.issuedAt = new Date(Date.now() - 6 * 60_000).toISOString();
  const stale = await pay(client.sign(old));
  transcript.expect(stale.json.code === 'signatures.request_untimely', 'one from six minutes ago is refused', stale);
  const elsewhere = await pay(client.sign({ ...client.request(5, body), audience: 'settle.elsewhere' }));
  transcript.expect(elsewhere.json.code === 'signatures.wrong_audience', 'one for somebody else is refused', elsewhere);
  const stranger = new Client();
  stranger.id = client.id;
  const foreign = await pay(stranger.sign(stranger.request(6, body)));
  transcript.expect(foreign.json.code === 'signatures.request_keys_unknown', 'keys of nobody are refused', foreign);

  const { json } = await get(`${API}/ledger/accounts/${encodeURIComponent(account)}`, operator);
  transcript.expect(json.balances[0].units === '2500', 'two payouts have arrived, and nothing else', json);
});
