// JSON over HTTP with a time limit; bytes in, bytes out.

const PATIENCE_MILLISECONDS = 15_000;
const BODY_BYTES_MAX = 4 * 1024 * 1024;

/** Sends a body as it is. */
export async function post(url, body, headers = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json', ...headers },
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  });
  return { status: answer.status, headers: answer.headers, json: parse(await answer.text()) };
}

export async function get(url, headers = {}) {
  const answer = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
  return { status: answer.status, json: parse(await answer.text()) };
}

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** What somebody sends us, up to a limit: the very bytes that were signed. */
export async function readBody(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > BODY_BYTES_MAX) {
      throw new Error('the body is too large');
    }

    parts.push(part);
  }

  return Buffer.concat(parts);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
