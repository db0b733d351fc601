// A peer's side of a comparison in JavaScript; the protocol is that of worker.py.
import { createInterface } from 'node:readline';

// works: name -> [function that sets the work up and gives it, units a repetition]. A work is a function that may be asynchronous.
export async function run(introduction, works) {
    console.log(introduction);
    await (process.argv.includes('--serve') ? serve(works) : alone(works));
}

async function serve(works) {
    const ready = {};
    for await (const line of createInterface({ input: process.stdin })) {
        const [name, count] = line.split(' ');
        ready[name] ??= await works[name][0]();
        console.log(await seconds(ready[name], Number(count)));
    }
}

async function alone(works, rounds = 5) {
    const wanted = process.argv.filter((argument) => argument in works);
    for (const [name, [prepare, units]] of Object.entries(works)) {
        if (wanted.length && !wanted.includes(name)) continue;
        const work = await prepare();
        await seconds(work, 1);
        const count = Math.max(1, Math.round(1 / await seconds(work, 1)));
        const times = [];
        for (let round = 0; round < rounds; round++) times.push(await seconds(work, count) / count);
        const median = times.sort((a, b) => a - b)[rounds >> 1];
        console.log(`${name}: ${(units / median).toFixed(2)}/s`);
    }
}

async function seconds(work, count) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) await work();
    return Number(process.hrtime.bigint() - start) / 1e9;
}
