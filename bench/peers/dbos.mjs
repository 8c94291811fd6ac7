// Three steps as a durable workflow of DBOS, application and load in one process, on the PostgreSQL at DATABASE_URL.
// usage: dbos.mjs load <seconds> <runs> <in flight>... | dbos.mjs hold <runs> | dbos.mjs recover <runs>
import { DBOS } from '@dbos-inc/dbos-sdk'
import { measure } from './load.mjs'

const [mode, ...numbers] = [process.argv[2], ...process.argv.slice(3).map(Number)]
let begun = 0

function second(value) {
    begun++
    return mode === 'hold' ? new Promise(() => {}) : Promise.resolve(value + 1)
}

const three = DBOS.registerWorkflow(
    async (input) => {
        const one = await DBOS.runStep(() => Promise.resolve(input + 1), { name: 'one' })
        const two = await DBOS.runStep(() => second(one), { name: 'two' })
        return DBOS.runStep(() => Promise.resolve(two + 1), { name: 'three' })
    },
    { name: 'three' },
)

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: process.env.DATABASE_URL,
    systemDatabasePoolSize: 20,
    applicationVersion: '1',
    runAdminServer: false,
    logLevel: 'error',
})
await DBOS.launch()
if (mode === 'load') {
    const [seconds, runs, ...inFlights] = numbers
    console.log(JSON.stringify(await measure(inFlights, seconds, runs, () => three(1))))
} else if (mode === 'hold') {
    for (let run = 0; run < numbers[0]; run++) void DBOS.startWorkflow(three)(run)
    while (begun < numbers[0]) await pause(10)
    console.log('held')
    await pause(3_600_000)
} else {
    while ((await DBOS.listWorkflows({ status: 'SUCCESS' })).length < numbers[0]) await pause(10)
    console.log('recovered')
}
await DBOS.shutdown()
process.exit(0)
