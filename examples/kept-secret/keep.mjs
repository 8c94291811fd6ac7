// An administrator's day with one secret, over the API in plain Node.js: keep it, replace it, go back, find who did so in
// the audit log, and forget it. No answer may hold a value. A deviation ends with exit code 1.

import { randomBytes, randomUUID } from 'node:crypto';
import { pause } from '../shared/http.mjs';
import { Operator } from '../shared/operator.mjs';
import { Transcript } from '../shared/transcript.mjs';

const API = `${process.env.SKYLINK_URL ?? 'http://127.0.0.1:7080'}/api/v1`;
const DONE = ['GenerateSecret', 'PutSecret', 'RollbackSecret'];
const NOTED_WITHIN_MILLISECONDS = 30_000;
const [email, password] = (process.env.SKYLINK_ADMIN ?? '').split(' ');

const transcript = new Transcript();
const answers = [];

await transcript.run(async () => {
  transcript.expect(password !== undefined, 'there is an administrator to ask as (SKYLINK_ADMIN)');
  const headers = await new Operator(process.env.SKYLINK_URL ?? 'http://127.0.0.1:7080', email, password).headers();
  const name = `examples/bank-${randomUUID()}`;
  const path = `secrets/${encodeURIComponent(name)}`;
  const value = randomBytes(24).toString('base64');

  transcript.chapter('Keep it');
  const key = randomUUID();
  const kept = await call(headers, 'POST', `${path}/versions`, { value }, key);
  transcript.expect(kept.status === 201, `${name} is version ${kept.json.version} now`, kept);
  const again = await call(headers, 'POST', `${path}/versions`, { value }, key);
  transcript.expect(again.json.version === kept.json.version, 'the same request again makes no second version', again);
  const other = await call(headers, 'POST', `${path}/versions`, { value: 'another' }, key);
  transcript.expect(other.status === 409, 'the same key with another value is refused', other);

  transcript.chapter('Replace it, and go back');
  const made = await call(headers, 'POST', `${path}/generate`);
  transcript.expect(made.status === 201, `32 random bytes are version ${made.json.version}: nobody has seen them`, made);
  const back = await call(headers, 'POST', `${path}/versions/${kept.json.version}/rollback`);
  transcript.expect(back.status === 200, 'the version before counts again', back);
  const shown = await call(headers, 'GET', path);
  const current = shown.json.versions.find((it) => it.isCurrent);
  transcript.expect(current.version === back.json.version, `${shown.json.versions.length} versions are kept`, shown);

  transcript.chapter('Who did it');
  const noted = await until(async () => {
    const { json } = await call(headers, 'GET', 'audit/entries?limit=100');
    const mine = json.items.filter((it) => DONE.includes(it.action) && it.target.name === name);
    return mine.length === DONE.length ? mine : null;
  });
  transcript.expect(noted !== null, `the audit log says: ${noted?.map((it) => it.action).sort().join(', ')}`, noted);

  transcript.chapter('Forget it');
  const gone = await call(headers, 'DELETE', path);
  transcript.expect(gone.status === 204, 'it is forgotten: no setting refers to it', gone);
  const unknown = await call(headers, 'GET', path);
  transcript.expect(unknown.json.code === 'secrets.unknown_secret', 'nobody finds it any more', unknown);
  transcript.expect(answers.every((it) => !it.includes(value)), `none of ${answers.length} answers holds the value`);
});

async function call(headers, method, path, body, key = randomUUID()) {
  const answer = await fetch(`${API}/${path}`, {
    method,
    headers: {
      ...headers,
      ...(method === 'POST' ? { 'Idempotency-Key': key } : {}),
      ...(body ? { 'Content-Type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  answers.push(text);
  return { status: answer.status, json: text ? JSON.parse(text) : null };
}

async function until(ask) {
  for (const end = Date.now() + NOTED_WITHIN_MILLISECONDS; Date.now() < end; await pause(500)) {
    const found = await ask();
    if (found !== null) {
      return found;
    }
  }

  return null;
}
