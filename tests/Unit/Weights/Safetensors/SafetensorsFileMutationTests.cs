using System.Diagnostics;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

/// <summary>Whatever the bytes: either a file that is consistent in itself, or <see cref="InvalidDataException"/>,
/// in little memory and time.</summary>
public sealed class SafetensorsFileMutationTests : TensorTest
{
    // One chunk of a stream without seeking, one header buffer, a message; the rest follows the file's own size.
    private const long MostBytes = (1 << 20) + (1 << 18);
    private const long MostBytesPerByte = 100;

    private static readonly byte[][] s_valid =
    [
        SafetensorsBytes.Make("{}"),
        SafetensorsBytes.Make("""{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}  """, new byte[24]),
        SafetensorsBytes.Make(
            """{"__metadata__":{"format":"pt","k":"v"},"a":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"I16","shape":[],"data_offsets":[3,5]}}""",
            1, 0, 1, 4, 5),
        SafetensorsBytes.Make(
            """{"c":{"dtype":"F64","shape":[1,1],"data_offsets":[4,12]},"b":{"dtype":"U8","shape":[0,7],"data_offsets":[4,4]},"ä":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}""",
            new byte[12]),
    ];

    [Fact]
    public void Open_TwoThousandMutations_ReadsOrRefuses() => Run(seed: 1, count: 2_000);

    [Fact]
    [Trait("Category", "Slow")]
    public void Open_TwoHundredThousandMutations_ReadsOrRefuses() => Run(seed: 2, count: 200_000);

    private static void Run(long seed, int count)
    {
        var mutator = new SafetensorsMutator(new Seeds(seed).Stream("mutations"), s_valid);
        var read = 0;
        for (var index = 0; index < count; index++)
        {
            var bytes = mutator.Next();
            read += Check(bytes, index) ? 1 : 0;
        }
        // Both outcomes must occur often, else the mutations test nothing.
        Assert.InRange(read, count / 50, count / 2);
    }

    private static bool Check(byte[] bytes, int index)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        using var scope = NewDisposeScope();
        try
        {
            using var file = SafetensorsFile.Open(index % 2 == 0 ? new MemoryStream(bytes) : new ForwardStream(bytes));
            var data = bytes.Length - (int)file.Entries.Sum(entry => entry.ByteCount);
            foreach (var entry in file.Entries)
            {
                var tensor = file.Read(entry.Name);
                Assert.Equal(entry.Shape, tensor.shape);
                Assert.Equal(entry.DType, tensor.dtype.ToSafetensors());
                if (entry.ByteCount > 0)
                    Assert.True(
                        tensor.bytes.SequenceEqual(bytes.AsSpan(data + (int)entry.Begin, (int)entry.ByteCount)), $"mutation {index}");
            }
            return true;
        }
        catch (InvalidDataException e)
        {
            Assert.StartsWith("Cannot read '(stream)' as safetensors: ", e.Message);
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes + (MostBytesPerByte * bytes.Length));
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        }
    }
}
