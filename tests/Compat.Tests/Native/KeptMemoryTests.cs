using System.Runtime.InteropServices;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace SeNetMl.Compat.Tests.Native;

/// <summary>Memory of tensors that is kept for the next ones: reused, bounded, given back when asked, and safe on many threads.</summary>
[Collection(nameof(AloneCollection))]
public sealed class KeptMemoryTests : IDisposable
{
    private const long Mebi = 1 << 20;

    private readonly MemoryFacts _before;

    public KeptMemoryTests()
    {
        NativeStack.Require();
        KeptMemory.Trim(0);
        _before = KeptMemory.Facts;
        Skip.If(_before.Limit == 0, $"{KeptMemory.Variable} says that no memory is to be kept.");
    }

    public void Dispose()
    {
        if (_before.Limit > 0)
            KeptMemory.SetLimit(_before.Limit);
    }

    [Theory]
    [InlineData(null, 8L << 30, 4L << 30)]
    [InlineData("", 8L << 30, 4L << 30)]
    [InlineData("0", 8L << 30, 0)]
    [InlineData("3", 8L << 30, 3 * Mebi)]
    [InlineData("100000", 8L << 30, 100_000 * Mebi)]
    public void Limit_IsWhatTheUserSaysElseHalfOfTheMemory(string? given, long machine, long expected) => Assert.Equal(expected, KeptMemory.Limit(given, machine));

    [Theory]
    [InlineData("-1")]
    [InlineData("1 GB")]
    [InlineData("0.5")]
    public void Limit_ThatIsNoNumber_Throws(string given) =>
        Assert.Equal($"SENETML_KEPT_MEMORY: expected a whole number of mebibytes, 0 or more, got '{given}'.", Assert.Throws<InvalidOperationException>(() => KeptMemory.Limit(given, 1)).Message);

    [SkippableTheory]
    [InlineData(1L << 10, 0)] // small blocks are malloc's
    [InlineData(200L << 10, 1)]
    [InlineData(3L << 20, 1)]
    [InlineData(100L << 20, 1)]
    public void Tensors_OneAfterTheOther_ShareABlock(long bytes, long blocks)
    {
        for (var i = 0; i < 5; i++)
            empty(bytes, dtype: ScalarType.Byte).Dispose();

        Assert.Equal(blocks, KeptMemory.Facts.Misses - _before.Misses);
        Assert.Equal(_before.Used, KeptMemory.Facts.Used);
        Assert.InRange(KeptMemory.Facts.Kept, blocks * bytes, blocks * (bytes + 8192));
    }

    [SkippableFact]
    public void Block_MuchLargerThanNeeded_IsNotTaken()
    {
        empty(4 * Mebi, dtype: ScalarType.Byte).Dispose();
        using var half = empty(2 * Mebi, dtype: ScalarType.Byte);

        Assert.Equal(2, KeptMemory.Facts.Misses - _before.Misses);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(300_000)]
    [InlineData(5_000_000)]
    public void Data_StartAt64Bytes(long bytes)
    {
        using var tensor = empty(bytes, dtype: ScalarType.Byte);

        Assert.Equal(0, Address(tensor) % 64);
    }

    [SkippableFact]
    public void SetLimit_Below_GivesTheOldestBack()
    {
        foreach (var size in new[] { 8, 16, 32 })
            empty(size * Mebi, dtype: ScalarType.Byte).Dispose();

        KeptMemory.SetLimit(40 * Mebi);

        Assert.InRange(KeptMemory.Facts.Kept, 32 * Mebi, 33 * Mebi); // the last one stayed
        empty(64 * Mebi, dtype: ScalarType.Byte).Dispose();
        Assert.Equal(0, KeptMemory.Facts.Kept); // larger than the limit: gone, and all before it
    }

    [SkippableFact]
    public void Trim_GivesMemoryBackToTheSystem()
    {
        ones(256 * Mebi, dtype: ScalarType.Byte).Dispose();
        var held = Environment.WorkingSet;

        KeptMemory.Trim(0);

        Assert.Equal(0, KeptMemory.Facts.Kept);
        Assert.InRange(held - Environment.WorkingSet, 200 * Mebi, long.MaxValue);
    }

    [SkippableFact]
    public void Tensors_OnManyThreadsAndOfAnySize_KeepTheirDataAndTheBound()
    {
        KeptMemory.SetLimit(64 * Mebi);
        var threads = Enumerable.Range(0, 8).Select(number => new Thread(() => Hammer(number))).ToArray();

        foreach (var thread in threads)
            thread.Start();
        while (threads.Any(thread => thread.IsAlive))
            Assert.InRange(KeptMemory.Facts.Kept, 0, 64 * Mebi);

        KeptMemory.Trim(0);
        Assert.Equal((_before.Used, 0L), (KeptMemory.Facts.Used, KeptMemory.Facts.Kept));
    }

    [SkippableFact]
    public void Limit_BelowNothing_IsRefused()
    {
        Assert.StartsWith("bytes to keep: expected 0 or more, got -1", Assert.Throws<ExternalException>(() => KeptMemory.SetLimit(-1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("bytes to keep: expected 0 or more, got -1", Assert.Throws<ExternalException>(() => KeptMemory.Trim(-1)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Tensor_LargerThanTheMachine_Throws() =>
        Assert.ThrowsAny<Exception>(() => empty(1L << 60, dtype: ScalarType.Byte));

    /// <summary>Tensors of a few sizes, each filled with a number of its own that must still be there when its time has come.</summary>
    private static void Hammer(int number)
    {
        var random = new Random(number);
        var held = new Queue<(TorchSharp.torch.Tensor Tensor, byte Content)>();
        for (var i = 0; i < 400; i++)
        {
            var content = (byte)random.Next(256);
            var tensor = empty(1L << random.Next(4, 23), dtype: ScalarType.Byte).DetachFromDisposeScope();
            tensor.bytes.Fill(content);
            held.Enqueue((tensor, content));
            while (held.Count > 6 || (i == 399 && held.Count > 0))
            {
                var (oldest, expected) = held.Dequeue();
                Assert.Equal(-1, oldest.bytes.IndexOfAnyExcept(expected));
                oldest.Dispose();
            }
        }
    }

    private static unsafe long Address(TorchSharp.torch.Tensor tensor)
    {
        fixed (byte* data = tensor.bytes)
            return (long)data;
    }
}
