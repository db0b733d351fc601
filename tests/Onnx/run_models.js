// Runs ONNX models with ONNX Runtime. Usage: node run_models.js, with ONNXRUNTIME_NODE naming the folder that install.sh has filled.
// Each line of the input is JSON: {"model": FILE, "input": FILE of float32, "shape": [N, 3, H, W], "output": FILE to write, float32}.
// Each is answered by one line: the output's shape, such as "5 10", or "error: " and the reason.
const fs = require('fs');
const path = require('path');
const readline = require('readline');

const ort = require(path.join(process.env.ONNXRUNTIME_NODE, 'node_modules', 'onnxruntime-node'));

async function run(job) {
    const session = await ort.InferenceSession.create(job.model, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 2 });
    try {
        const bytes = fs.readFileSync(job.input);
        const pixels = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
        const results = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', pixels, job.shape) });
        const scores = results[session.outputNames[0]];
        fs.writeFileSync(job.output, Buffer.from(scores.data.buffer, scores.data.byteOffset, scores.data.byteLength));
        return scores.dims.join(' ');
    } finally {
        await session.release();
    }
}

async function main() {
    for await (const line of readline.createInterface({ input: process.stdin }))
        console.log(await run(JSON.parse(line)).catch(e => `error: ${String(e.message).replace(/\s+/g, ' ')}`));
}

main();
