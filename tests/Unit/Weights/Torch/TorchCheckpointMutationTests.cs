using System.Diagnostics;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Weights;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Torch;

/// <summary>Whatever the bytes: either tensors that lie within the file, or <see cref="InvalidDataException"/>,
/// in little memory and time.</summary>
public sealed class TorchCheckpointMutationTests : TensorTest
{
    // The reader of the archive, buffers of a stream, a message; the rest follows the file's own size.
    private const long MostBytes = 1 << 20;
    private const long MostBytesPerByte = 200;

    private static readonly string[] s_files = ["zip.pt", "zip_wrapped.pt", "legacy.pth", "legacy_wrapped.th", "legacy_old.pth"];

    [Fact]
    public void Open_TwoThousandMutations_ReadsOrRefuses() => Run(seed: 1, count: 2_000);

    [Fact]
    [Trait("Category", "Slow")]
    public void Open_FiftyThousandMutations_ReadsOrRefuses() => Run(seed: 2, count: 50_000);

    private static void Run(long seed, int count)
    {
        var valid = s_files.Select(name => File.ReadAllBytes(GoldenFile.PathOf("checkpoints", name))).ToList();
        valid.Add(TorchFiles.Zip(TorchFiles.OneTensor, ("data/0", new byte[8])));
        var mutator = new TorchMutator(new Seeds(seed).Stream("mutations"), valid);
        using var file = new TemporaryFile();
        var read = 0;
        for (var index = 0; index < count; index++)
        {
            var bytes = mutator.Next();
            File.WriteAllBytes(file.Path, bytes);
            read += Check(file.Path, bytes.Length, index) ? 1 : 0;
        }
        // Both outcomes must occur often, else the mutations test nothing.
        Assert.InRange(read, count / 50, count * 9 / 10);
    }

    private static bool Check(string path, int length, int index)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        using var scope = NewDisposeScope();
        try
        {
            using var file = WeightsFiles.Open(path);
            foreach (var (name, entry) in file.Tensors)
            {
                Assert.InRange(SafetensorsFormat.ByteCount(entry.Shape, entry.DType)!.Value, 0, length);
                file.ReadInto(name, empty([.. entry.Shape], dtype: entry.DType.ToScalarType()));
            }
            return true;
        }
        catch (InvalidDataException e)
        {
            Assert.StartsWith("Cannot ", e.Message, StringComparison.Ordinal);
            return false;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"mutation {index}", e);
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes + (MostBytesPerByte * length));
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        }
    }
}
