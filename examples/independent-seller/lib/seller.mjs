// A seller's app on the network: believes a request only under the signature of whom its context names, acknowledges it,
// and answers by a signed callback of its own.

import { randomUUID } from 'node:crypto';
import { Participant } from '../../shared/participant.mjs';
import { readHeader } from '../../shared/signature.mjs';
import { Refusal, travelling } from './shop.mjs';

const STEP_MILLISECONDS = 150;
const ANSWER_PATIENCE_MILLISECONDS = 15_000;
const OWN = 'skylink';

export class Seller extends Participant {
  #timers = new Set();
  #questions = new Map();

  /** How often each action was served. */
  served = new Map();

  codes = { untrusted: '30016', unreadable: '30000' };

  stop() {
    this.#timers.forEach(clearTimeout);
    super.stop();
  }

  /** Where the payment partner is found, to be asked whether money is held. */
  payBy(bank) {
    this.bank = bank;
  }

  /** Tells the gateway all that is on the shelf, or what changed: then it asks us for nothing else. */
  async tellGateway(gateway, tag, items) {
    const context = this.#context({
      domain: 'ONDC:RET10', city: '*', transaction_id: randomUUID(), bap_id: gateway.subscriber_id, bap_uri: gateway.subscriber_url,
    }, 'on_search');
    return this.post(gateway, 'on_search', { context, message: { catalog: { ...this.shop.catalogue(items), tags: [tag] } } });
  }

  /** Why a message is not believed; null when it is. */
  async faultOf(action, { context }, headers, body) {
    const isCallback = action.startsWith('on_');
    const sender = isCallback ? context.bpp_id : context.bap_id;
    const signer = readHeader(headers.authorization);
    if (context.action !== action || signer?.subscriberId !== sender) {
      return `${context.action} of ${sender}, signed by ${signer?.subscriberId}`;
    }

    if (!isCallback && context.bpp_id && context.bpp_id !== this.subscriberId) {
      return `is for ${context.bpp_id}`;
    }

    const gateway = headers['x-gateway-authorization'];
    if (action === 'search' && !context.bpp_id && !gateway) {
      return 'a search for everybody comes by way of a gateway';
    }

    return await this.faultOfSigner(headers.authorization, body, isCallback ? 'BPP' : 'BAP')
      ?? (gateway ? await this.faultOfSigner(gateway, body, 'BG') : null);
  }

  /** Acknowledged; what there is to say comes in a message of our own. */
  hear(action, message, headers) {
    this.#later(() => (action.startsWith('on_') ? this.#take(message) : this.#answer(action, message, headers)), 0);
  }

  async #answer(action, { context, message }, headers) {
    this.served.set(action, (this.served.get(action) ?? 0) + 1);
    const back = headers['x-gateway-authorization']
      ? await this.#listed(readHeader(headers['x-gateway-authorization']).subscriberId, 'BG')
      : await this.#listed(context.bap_id, 'BAP', context.domain);
    let content;
    try {
      content = { message: await this.#contentOf(action, message, context) };
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) {
        throw refusal;
      }

      content = { error: { type: 'DOMAIN-ERROR', code: refusal.code, message: refusal.message } };
    }

    if (content.message === null) {
      return; // Nothing that fits: a seller stays silent.
    }

    await this.post(back, `on_${action}`, { context: this.#context(context, `on_${action}`, context.message_id), ...content });
    if (action === 'confirm' && content.message) {
      this.#deliver(message.order.id);
    }
  }

  /** What a callback carries; null for silence. */
  async #contentOf(action, message, context) {
    const { shop } = this;
    switch (action) {
      case 'search': {
        const catalog = shop.find(message.intent);
        return catalog && { catalog };
      }
      case 'select': return { order: shop.select(message.order) };
      case 'init': return { order: shop.init(message.order) };
      case 'confirm':
        await this.#expectHeld(message.order, context);
        return { order: travelling(shop.confirm(message.order, context)) };
      case 'status': return { order: travelling(shop.order(message.order_id)) };
      case 'track':
        shop.order(message.order_id);
        return { tracking: { status: 'active', url: 'https://quince.example/where', location: { gps: shop.place.gps } } };
      case 'cancel': return { order: travelling(shop.cancel(message.order_id, message.cancellation_reason_id)) };
      case 'update': return { order: travelling(shop.reduce(message.order.id, message.order.items)) };
      case 'rating': return { feedback_form: [], rating_ack: true, feedback_ack: true };
      case 'support': return { phone: '+92 042 0000000', email: 'help@quince.example' };
      default: throw new Refusal('40001', `${action} is not done here.`);
    }
  }

  /** The buyer's app says that money is held; the payment partner is asked whether that is so. */
  async #expectHeld(order, context) {
    const paymentId = order.payment.params.transaction_id;
    const question = this.#context({
      ...context, domain: 'SKYLINK:PAY10', bap_id: this.subscriberId, bap_uri: this.uri,
    }, 'status');
    Object.assign(question, { bpp_id: this.bank.subscriber_id, bpp_uri: this.bank.subscriber_url });
    const report = await this.#ask(this.bank, 'status', { context: question, message: { order_id: paymentId } });
    const facts = Object.fromEntries((report.message?.order?.payment?.tags ?? [])
      .filter((group) => group.code === OWN).flatMap((group) => group.list).map(({ code, value }) => [code, value]));
    if (facts.state !== 'held' || facts.payee !== this.subscriberId || facts.order !== context.transaction_id
      || facts.amount !== order.quote.price.value) {
      throw new Refusal('40004', `The money is not held: ${JSON.stringify(facts)}.`);
    }
  }

  async #ask(to, action, content) {
    const answered = new Promise((resolve, reject) => {
      this.#questions.set(content.context.message_id, resolve);
      this.#later(() => reject(new Refusal('31001', `${to.subscriber_id} does not answer.`)), ANSWER_PATIENCE_MILLISECONDS);
    });
    await this.post(to, action, content);
    return answered;
  }

  #take(message) {
    const resolve = this.#questions.get(message.context.message_id);
    this.#questions.delete(message.context.message_id);
    resolve?.(message);
  }

  /** Tells the buyer's app, unasked, how far an accepted order is; waits for a cue before it packs. */
  #deliver(id) {
    const step = async () => {
      const order = this.shop.order(id);
      if (!this.mayPack?.(order)) {
        this.#later(step, STEP_MILLISECONDS);
        return;
      }

      if (this.shop.move(order)) {
        const buyer = await this.#listed(order.context.bap_id, 'BAP', order.context.domain);
        await this.post(buyer, 'on_status', {
          context: this.#context(order.context, 'on_status'), message: { order: travelling(order) },
        });
        this.#later(step, STEP_MILLISECONDS);
      }
    };
    this.#later(step, STEP_MILLISECONDS);
  }

  async #listed(subscriberId, type, domain) {
    const entries = await this.registry.lookup({ subscriber_id: subscriberId, type }, this);
    const entry = entries.find((it) => !domain || it.domain === domain) ?? entries[0];
    if (!entry) {
      throw new Error(`the registry lists no ${type} ${subscriberId}`);
    }

    return entry;
  }

  /** The head of a callback, or of a message of our own (without `messageId`). */
  #context(asked, action, messageId = randomUUID()) {
    return {
      domain: asked.domain,
      country: 'PAK',
      city: asked.city ?? '*',
      action,
      core_version: '1.2.0',
      bap_id: asked.bap_id,
      bap_uri: asked.bap_uri,
      bpp_id: this.subscriberId,
      bpp_uri: this.uri,
      transaction_id: asked.transaction_id,
      message_id: messageId,
      timestamp: new Date().toISOString(),
      ttl: 'PT5M',
    };
  }

  #later(what, milliseconds) {
    const timer = setTimeout(async () => {
      this.#timers.delete(timer);
      try {
        await what();
      } catch (error) {
        this.failed = error;
        this.transcript.line('✗', 'failed', error.message);
      }
    }, milliseconds);
    this.#timers.add(timer);
  }
}
