// ONNX Runtime on SE-ResNet-50 in float32. Alone: benchmarks/peers/onnxruntime.sh && node benchmarks/peers/onnxruntime_network.mjs
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { run } from './worker.mjs';

const folder = new URL('../../artifacts/onnxruntime/', import.meta.url);
const runtime = createRequire(folder)('onnxruntime-node');
const threads = Number(process.env.OMP_NUM_THREADS || availableParallelism());

const session = await runtime.InferenceSession.create(fileURLToPath(new URL('se_resnet50.onnx', folder)), {
    executionProviders: ['cpu'], graphOptimizationLevel: 'all', executionMode: 'sequential', intraOpNumThreads: threads, interOpNumThreads: 1,
});

function forward(batch) {
    return () => {
        const pixels = Float32Array.from({ length: batch * 3 * 224 * 224 }, () => Math.random() * 4 - 2);
        const pictures = new runtime.Tensor('float32', pixels, [batch, 3, 224, 224]);
        return () => session.run({ pictures });
    };
}

await run(
    `ONNX Runtime ${runtime.env.versions.node ?? runtime.env.versions.common}, ${threads} threads`,
    Object.fromEntries([1, 8, 32].map((batch) => [`se50_float32_b${batch}`, [forward(batch), batch]])));
