// Answers questions, one line of JSON each: {"ask": name, ...arguments} -> {"answer": ...} or {"refusal": text}.
import { createInterface } from 'node:readline'

/** @param {Record<string, (question: any) => any>} answers by name; may be async */
export async function serve(answers) {
  for await (const line of createInterface({ input: process.stdin })) {
    const question = JSON.parse(line)
    let reply
    try {
      reply = { answer: await answers[question.ask](question) }
    } catch (refusal) {
      reply = { refusal: String(refusal?.message ?? refusal) }
    }
    process.stdout.write(JSON.stringify(reply, (_, value) => (typeof value === 'bigint' ? `${value}` : value)) + '\n')
  }
}

export const hex = (bytes) => Buffer.from(bytes).toString('hex')
export const bytes = (text) => new Uint8Array(Buffer.from(text, 'hex'))
