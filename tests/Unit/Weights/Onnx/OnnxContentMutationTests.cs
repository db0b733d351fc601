using System.Diagnostics;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Weights;
using Microsoft.ML.SeNet.Weights.Flavors;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>Whatever the bytes: either a network, or <see cref="InvalidDataException"/>, in little memory and time.</summary>
public sealed class OnnxContentMutationTests : TensorTest
{
    private const int Beginning = 60_000; // where most of a graph's descriptions are

    [Fact]
    public void Open_ThreeHundredMutations_ReadsOrRefuses() => Run(seed: 1, count: 300);

    [Fact]
    [Trait("Category", "Slow")]
    public void Open_TwentyThousandMutations_ReadsOrRefuses() => Run(seed: 2, count: 20_000);

    private static void Run(long seed, int count)
    {
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20"));
        var own = OnnxNetworks.Export(network, side: 32);
        byte[][] valid =
            [own, File.ReadAllBytes(GoldenFile.PathOf("onnx", "folded.onnx")), File.ReadAllBytes(GoldenFile.PathOf("onnx", "plain.onnx"))];
        var random = new Seeds(seed).Stream("mutations");
        using var file = new TemporaryFile();
        var read = 0;
        for (var index = 0; index < count; index++)
        {
            File.WriteAllBytes(file.Path, Mutated(valid[index % valid.Length], random));
            read += Check(file.Path, index) ? 1 : 0;
        }
        Assert.InRange(read, count / 50, count * 9 / 10);
    }

    private static byte[] Mutated(byte[] valid, RandomStream random)
    {
        var bytes = valid.ToArray();
        for (var changes = 1 + random.NextInt32(3); changes > 0; changes--)
        {
            var at = random.NextInt32(random.NextInt32(4) == 0 ? bytes.Length : Math.Min(Beginning, bytes.Length));
            bytes[at] = random.NextInt32(3) switch
            {
                0 => (byte)random.NextInt32(256),
                1 => (byte)(bytes[at] ^ (1 << random.NextInt32(8))),
                _ => 0xFF,
            };
        }
        return random.NextInt32(8) == 0 ? bytes[..random.NextInt32(bytes.Length)] : bytes;
    }

    private static bool Check(string path, int index)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            using var source = WeightsFiles.Open(path);
            if (WeightsFiles.MetadataOf(source).TryGetValue(NetworkWeights.OptionsKey, out var options))
                NetworkWeights.Build(source, NetworkWeights.OptionsOf(options, path)).Dispose();
            else
                new ForeignWeights(source, null).Build().Dispose();
            return true;
        }
        catch (InvalidDataException e)
        {
            Assert.False(string.IsNullOrWhiteSpace(e.Message));
            return false;
        }
        finally
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"mutation {index} took {clock.Elapsed}");
        }
    }
}
