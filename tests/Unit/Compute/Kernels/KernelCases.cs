using FsCheck;
using FsCheck.Fluent;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Compute.Kernels;

/// <summary>Maps of any shape in channels-last memory, on one thread or two: what every kernel must take.</summary>
internal static class KernelCases
{
    /// <summary>Checks a kernel on maps with numbers of both signs, in float32 and bfloat16.</summary>
    internal static void ForAnyMaps(Action<Tensor> check) => Prop.ForAll(
        (from n in Gen.Choose(1, 3) from c in Gen.Elements(16, 32, 48, 64, 80, 144) from h in Gen.Choose(1, 40) from w in Gen.Choose(1, 9)
         from threads in Gen.Choose(1, 2) from half in Gen.Elements(false, true) from seed in Gen.Choose(0, 1000)
         select (n, c, h, w, threads, half, seed)).ToArbitrary(),
        drawn =>
        {
            var before = get_num_threads();
            set_num_threads(drawn.threads);
            try
            {
                using var scope = NewDisposeScope();
                check(Maps(drawn.n, drawn.c, drawn.h, drawn.w, drawn.seed, drawn.half ? ScalarType.BFloat16 : ScalarType.Float32));
            }
            finally
            {
                set_num_threads(before);
            }
        }).QuickCheckThrowOnFailure();

    /// <summary>(N, C, H, W), channels-last.</summary>
    internal static Tensor Maps(long pictures, long channels, long height, long width, int seed, ScalarType type)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return randn([pictures, height, width, channels], generator: generator).to(type).permute(0, 3, 1, 2);
    }

    /// <summary>What one rounding to the maps' type may change.</summary>
    internal static double Rounding(Tensor maps) => maps.dtype == ScalarType.BFloat16 ? 1.0 / 128 : 1e-5;
}
