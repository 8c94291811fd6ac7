// From nothing to a listed participant: keys, server, subscription, challenge, accreditation.

import { randomUUID } from 'node:crypto';
import { pause } from './http.mjs';

export const GOODS = 'ONDC:RET10';
export const PAYMENTS = 'SKYLINK:PAY10';
const PATIENCE_MILLISECONDS = 20_000;
const REVIEW_AFTER_MILLISECONDS = 3_000;

const LISTED_AS = { buyerApp: 'BAP', sellerApp: 'BPP' };

/** A name nobody has. */
export const nameOf = (what) => `${what}-${randomUUID().slice(0, 8)}.example`;

/** Brings whoever has keys, roles and a server onto the network. */
export async function joinAs(participant, registry, transcript, operator) {
  await participant.start();
  try {
    return await enrol(participant, registry, transcript, operator);
  } catch (error) {
    participant.stop();
    throw error;
  }
}

async function enrol(participant, registry, transcript, operator) {
  transcript.line('·', 'participant', `${participant.subscriberId} at ${participant.uri}, ${participant.keys.keyId}`);
  const answer = await registry.subscribe(participant);
  transcript.line('→', 'subscribe', `${registry.url}  ${answer.json?.message?.ack?.status ?? answer.status}`);
  transcript.expect(answer.json?.message?.ack?.status === 'ACK', 'the registry takes the subscription', answer.json);

  const started = performance.now();
  let isReviewed = false;
  for (;;) {
    const entries = await registry.lookup({ subscriber_id: participant.subscriberId });
    const waited = performance.now() - started;
    if (entries.length === participant.roles.length) {
      transcript.expect(
        entries.every((entry) => entry.signing_public_key === participant.keys.signingPublicKey)
          && participant.roles.every(({ domain, type }) => entries.some((it) => it.domain === domain && it.type === LISTED_AS[type])),
        `listed as SUBSCRIBED in ${participant.roles.map((it) => it.domain).join(' and ')} after ${Math.round(waited)} ms`, entries);
      return participant;
    }

    if (waited > PATIENCE_MILLISECONDS) {
      transcript.expect(false, 'the registry lists the newcomer', 'still not SUBSCRIBED; does a reviewer have to approve?');
    }

    // Where nobody is accredited automatically, a person who runs the network approves.
    if (waited > REVIEW_AFTER_MILLISECONDS && operator && !isReviewed) {
      isReviewed = true;
      await operator.approve(participant.subscriberId);
      transcript.line('·', 'approved', `by ${operator.email}`);
    }

    await pause(100);
  }
}

/** The first entry that fits; the network must have it. One that has just started may take a moment to be listed. */
export async function find(registry, participant, filter, transcript) {
  const until = Date.now() + PATIENCE_MILLISECONDS;
  let entries = await registry.lookup(filter, participant);
  while (entries.length === 0 && Date.now() < until) {
    await pause(250);
    entries = await registry.lookup(filter, participant);
  }

  transcript.expect(entries.length > 0, `the registry lists ${JSON.stringify(filter)}`, entries);
  return entries[0];
}
