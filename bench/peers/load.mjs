// Keeps so many operations under way for a while, as the load on SkyLink does, and tells what came of it.

async function lap(inFlight, seconds, operation) {
    const started = performance.now()
    const until = started + seconds * 1000
    const took = []
    async function lane() {
        while (performance.now() < until) {
            const from = performance.now()
            await operation()
            took.push(performance.now() - from)
        }
    }
    await Promise.all(Array.from({ length: inFlight }, lane))
    const elapsed = (performance.now() - started) / 1000
    took.sort((a, b) => a - b)
    const percentile = (percent) => took[Math.min(took.length - 1, Math.floor((took.length * percent) / 100))]
    return {
        inFlight,
        count: took.length,
        perSecond: took.length / elapsed,
        p50: percentile(50),
        p95: percentile(95),
        p99: percentile(99),
    }
}

/** A lap to warm up and some that count, at each number of operations in flight. */
export async function measure(inFlights, seconds, runs, operation) {
    const laps = []
    for (const inFlight of inFlights) {
        laps.push({ ...(await lap(inFlight, seconds, operation)), isWarmUp: true })
        for (let run = 0; run < runs; run++)
            laps.push({ ...(await lap(inFlight, seconds, operation)), isWarmUp: false })
    }
    return laps
}
