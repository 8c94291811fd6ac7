// What attackers have published against networks of this kind: each must be refused, with the right code, and the honest
// message beside it must not.

import { randomUUID } from 'node:crypto';
import { pause, post } from '../shared/http.mjs';
import { find, GOODS } from '../shared/newcomer.mjs';
import { Operator } from '../shared/operator.mjs';
import { Registry } from '../shared/registry.mjs';
import { nowSeconds, sign } from '../shared/signature.mjs';
import { Transcript } from '../shared/transcript.mjs';
import { join } from './lib/buyer.mjs';
import { searchFor } from './lib/orders.mjs';

const SERVICES = process.env.SKYLINK_SERVICES_URL ?? 'http://127.0.0.1:7100';
const YEAR_SECONDS = 365 * 24 * 3600;
const REVOKED_WITHIN_MILLISECONDS = 1_000;

// ONDC numbers a reason differently for each side that refuses.
const CODES = {
  BG: { signature: '10001', context: '10000', unreadable: '10000' },
  BPP: { signature: '30016', context: '30022', unreadable: '30000' },
};

const transcript = new Transcript();
const registry = new Registry(SERVICES);
const operator = Operator.fromEnvironment();

await transcript.run(async () => {
  transcript.chapter('Two participants of our own');
  const app = await join(registry, transcript, operator);
  const other = await join(registry, transcript, operator, 'rival');
  try {
    const gateway = await find(registry, app, { type: 'BG' }, transcript);
    const seller = await find(registry, app, { type: 'BPP', domain: GOODS }, transcript);
    for (const target of [gateway, seller]) {
      await attack(target, app, other);
    }

    await revoke(seller, other);
  } finally {
    app.stop();
    other.stop();
  }
});

async function attack(target, app, other) {
  transcript.chapter(`Attacks on ${target.subscriber_id} (${target.type})`);
  const codes = CODES[target.type];
  const honest = message(target, app);
  const header = await sign(honest, app.subscriberId, app.keys);
  await accepted('an honest search', target, honest, header);
  await refused('replay of the same bytes', target, honest, header, 400, codes.context, /received before/);

  const body = () => message(target, app);
  const yearAgo = nowSeconds() - YEAR_SECONDS;
  await signedAnd(target, app, body(), { created: yearAgo, expires: yearAgo + 300 }, 'a signature of last year', /Expired/);
  const inAnHour = nowSeconds() + 3600;
  await signedAnd(target, app, body(), { created: inAnHour, expires: inAnHour + 300 }, 'a signature of the future', /Created/);

  const rivals = body();
  await refused('signed by another participant', target, rivals,
    await sign(rivals, other.subscriberId, other.keys), 401, codes.signature, /another/i);
  const borrowed = body();
  await refused('signed with another participant\'s key', target, borrowed,
    await sign(borrowed, app.subscriberId, { ...other.keys, keyId: app.keys.keyId }), 401, codes.signature, /does not fit/);

  const whole = body();
  const tampered = whole.replace('"maximum_value":"2000"', '"maximum_value":"2001"');
  await refused('one digit changed on the way', target, tampered,
    await sign(whole, app.subscriberId, app.keys), 401, codes.signature, /does not fit/);
  await refused('no signature at all', target, body(), undefined, 401, codes.signature, /Authorization/);

  const dead = message(target, app, { ttl: 'PT0S' });
  await refused('a time to live of zero', target, dead, await sign(dead, app.subscriberId, app.keys), 400, codes.context, /ttl/);
  const late = message(target, app, { ttl: 'PT1S', timestamp: new Date(Date.now() - 60_000).toISOString() });
  await refused('a message whose time is over', target, late, await sign(late, app.subscriberId, app.keys), 400, codes.context, /ttl/);

  const nobody = { subscriberId: `nobody-${randomUUID().slice(0, 8)}.example`, uri: app.uri, keys: app.keys };
  const unknown = message(target, { ...nobody, context: app.context });
  await refused('an unknown participant', target, unknown,
    await sign(unknown, nobody.subscriberId, nobody.keys), 401, codes.signature, /vouch/);
  const strange = body();
  await refused('an unknown key', target, strange,
    await sign(strange, app.subscriberId, { ...app.keys, keyId: 'key-none' }), 401, codes.signature, /unknown, expired or revoked/);

  await rubbish(target, app, codes);
}

/** What no reader may stumble over. The signature is good; the bytes are not. */
async function rubbish(target, app, codes) {
  const good = message(target, app);
  const cases = [
    ['a member twice', good.replace('"context":{', '"context":{"ttl":"PT1S",')],
    ['half a message', good.slice(0, good.length / 2)],
    ['deep nesting', good.replace('"intent":{', `"deep":${'['.repeat(5_000)}${']'.repeat(5_000)},"intent":{`)],
    ['another action than the path', good.replace('"action":"search"', '"action":"select"')],
    ['a number where text belongs', good.replace(/"transaction_id":"[^"]*"/, '"transaction_id":42')],
  ];
  for (const [what, body] of cases) {
    await refused(what, target, body, await sign(body, app.subscriberId, app.keys), 400, codes.unreadable, /./);
  }

  const bytes = Buffer.from(good.replace('biscuits', 'biscuit\u00ff'), 'latin1');
  await refused('bytes that are no UTF-8', target, bytes,
    await sign(bytes.toString('latin1'), app.subscriberId, app.keys), 400, codes.unreadable, /./);
}

async function revoke(target, rival) {
  transcript.chapter('A revoked key');
  if (!operator) {
    transcript.line('·', 'skipped', 'no SKYLINK_OPERATOR: nobody may revoke a key');
    return;
  }

  const send = async () => {
    const body = message(target, rival);
    return post(urlOf(target), body, { Authorization: await sign(body, rival.subscriberId, rival.keys) });
  };
  const before = await send();
  transcript.expect(before.json?.message?.ack?.status === 'ACK', 'accepted before', before.json);
  await operator.revoke(rival.subscriberId, rival.keys.keyId);
  const started = performance.now();
  let answer = await send();
  while (answer.json?.message?.ack?.status === 'ACK' && performance.now() - started < 5_000) {
    await pause(20);
    answer = await send();
  }

  const took = Math.round(performance.now() - started);
  transcript.expect(
    answer.status === 401 && answer.json?.error?.code === CODES.BPP.signature, `refused: ${answer.json?.error?.message}`, answer.json);
  transcript.expect(took <= REVOKED_WITHIN_MILLISECONDS, `${took} ms after it was revoked`);
}

async function signedAnd(target, app, body, times, what, why) {
  const header = await sign(body, app.subscriberId, app.keys, times);
  await refused(what, target, body, header, 401, CODES[target.type].signature, why);
}

async function accepted(what, target, body, header) {
  const answer = await post(urlOf(target), body, { Authorization: header });
  transcript.expect(answer.status === 200 && answer.json?.message?.ack?.status === 'ACK', `${what}: ACK`, answer.json);
}

async function refused(what, target, body, header, status, code, why) {
  const answer = await post(urlOf(target), body, header ? { Authorization: header } : {});
  const error = answer.json?.error;
  const isRight = answer.status === status && answer.json?.message?.ack?.status === 'NACK' && error?.code === code && why.test(error.message);
  transcript.expect(isRight, `${what}: ${status} ${code} ${error?.message}`, { status: answer.status, answer: answer.json });
  if (status === 401) {
    transcript.expect(answer.headers.get('www-authenticate')?.startsWith('Signature realm='), 'says how to sign (WWW-Authenticate)');
  }
}

/** A search that goes to the target itself; every one has ids of its own. */
function message(target, sender, more = {}) {
  const context = sender.context.call(sender, 'search', target, { domain: GOODS, transactionId: randomUUID(), ttl: 'PT30S', ...more });
  return JSON.stringify({ context, message: searchFor('biscuits') });
}

function urlOf(target) {
  return `${target.subscriber_url.replace(/\/$/, '')}/search`;
}
