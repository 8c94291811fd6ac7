// Three steps as a durable workflow of Restate: the service, the load through the server's HTTP ingress beside it.
// usage: restate.mjs <service port> <ingress port> <admin port> <seconds> <runs> <in flight>...
import { Agent, request } from 'node:http'
import * as restate from '@restatedev/restate-sdk'
import { measure } from './load.mjs'

const [servicePort, ingressPort, adminPort, seconds, runs, ...inFlights] = process.argv.slice(2).map(Number)

const three = restate.workflow({
    name: 'three',
    handlers: {
        run: async (context, input) => {
            const one = await context.run('one', () => input + 1)
            const two = await context.run('two', () => one + 1)
            return context.run('three', () => two + 1)
        },
    },
})

const agent = new Agent({ keepAlive: true, maxSockets: Math.max(...inFlights) })

function post(port, path, body) {
    return new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
        const asked = request({ agent, host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
            let text = ''
            answer.setEncoding('utf8')
            answer.on('data', (part) => (text += part))
            answer.on('end', () => (answer.statusCode < 300 ? resolve(text) : reject(new Error(text))))
            answer.on('error', reject)
        })
        asked.on('error', reject)
        asked.end(body)
    })
}

let number = 0

async function one() {
    const result = await post(ingressPort, `/three/run${process.pid}-${number++}/run`, '1')
    if (result !== '4') throw new Error(`three steps gave ${result}`)
}

async function register() {
    for (let tries = 1; ; tries++) {
        try {
            return await post(adminPort, '/deployments', JSON.stringify({ uri: `http://127.0.0.1:${servicePort}` }))
        } catch (notYet) {
            if (tries === 100) throw notYet
            await new Promise((resolve) => setTimeout(resolve, 100))
        }
    }
}

await restate.serve({ services: [three], port: servicePort })
await register()
console.log(JSON.stringify(await measure(inFlights, seconds, runs, one)))
process.exit(0)
