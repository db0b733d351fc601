using SeNetMl.Build;

namespace SeNetMl.Eng.Tests.WeakSymbolVersion;

/// <summary>Whatever is done to a library, the reader says so, finds nothing, or finds a flag that is not set:
/// never another exception, never a loop.</summary>
public class ElfVersionNeedsMutationTests
{
    private static readonly long[] Awkward =
        [0, 1, 2, 4, 0x7f, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0xffffffff, long.MaxValue, long.MinValue, -1, -16];

    [Theory]
    [InlineData(1, 5_000)]
    public void FindFlags_MutatedTinyLibrary_ThrowsOrFindsAClearFlag(int seed, int count) => MutateTiny(seed, count);

    [Theory]
    [InlineData(2, 300_000)]
    [Trait("Category", "Slow")]
    public void FindFlags_MutatedTinyLibraryOften_ThrowsOrFindsAClearFlag(int seed, int count) => MutateTiny(seed, count);

    [SkippableTheory]
    [InlineData(3, 1_000)]
    public void FindFlags_MutatedTorchSharp_ThrowsOrFindsAClearFlag(int seed, int count) => MutateTorchSharp(seed, count);

    [SkippableTheory]
    [InlineData(4, 50_000)]
    [Trait("Category", "Slow")]
    public void FindFlags_MutatedTorchSharpOften_ThrowsOrFindsAClearFlag(int seed, int count) => MutateTorchSharp(seed, count);

    [SkippableFact]
    public void FindFlags_TorchSharp_FindsWhatTheFormatSays()
    {
        byte[] image = TorchSharpPackage.ReadLibrary();

        int at = Assert.NotNull(Find(image));

        // Vernaux: hash of "GLIBCXX_3.4.32", flags, index.
        Assert.Equal(0x0297f842u, BitConverter.ToUInt32(image, at - 4));
        Assert.Equal(0, BitConverter.ToInt16(image, at));
        image[at] = 2;
        Assert.Null(Find(image));
    }

    [SkippableTheory]
    [InlineData(200)]
    public void FindFlags_TorchSharpCutAnywhere_Throws(int cuts) => CutTorchSharp(cuts);

    [SkippableTheory]
    [InlineData(20_000)]
    [Trait("Category", "Slow")]
    public void FindFlags_TorchSharpCutInManyPlaces_Throws(int cuts) => CutTorchSharp(cuts);

    private static void CutTorchSharp(int cuts)
    {
        byte[] image = TorchSharpPackage.ReadLibrary();
        IEnumerable<int> lengths = Enumerable.Range(0, cuts).Select(i => (int)((long)i * image.Length / cuts)).Append(image.Length - 1);

        Assert.All(lengths, length => Assert.Throws<InvalidDataException>(() => Find(image[..length])));
    }

    private static void MutateTiny(int seed, int count)
    {
        var elf = new TinyElf();
        int[] places = [.. elf.Places.Select(place => elf[place])];
        var random = new Random(seed);
        int found = Enumerable.Range(0, count).Count(_ => Mutated(elf.Image, random, () => places[random.Next(places.Length)]));

        Assert.InRange(found, count / 50, count);
    }

    private static void MutateTorchSharp(int seed, int count)
    {
        byte[] image = TorchSharpPackage.ReadLibrary();
        var random = new Random(seed);
        // Headers; dynamic table; .gnu.version to .rela.plt, which stand together; section headers.
        (int Start, int Size)[] parts = [(0, 624), (0x1d4b18, 0x270), (0x3dfae, 0x11b8a), (image.Length - 1984, 1984), (0x3f8f0, 0x210)];
        int found = Enumerable.Range(0, count).Count(_ => Mutated(image, random, () =>
        {
            (int start, int size) = parts[random.Next(parts.Length)];
            return start + random.Next(size);
        }));

        Assert.InRange(found, count / 50, count);
    }

    // Writes awkward or random values at one to three places, looks, and puts everything back.
    private static bool Mutated(byte[] image, Random random, Func<int> place)
    {
        var before = new Stack<(int At, byte[] Bytes)>();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = place(), size = Math.Min(1 << random.Next(4), image.Length - at);
            before.Push((at, image[at..(at + size)]));
            long value = random.Next(2) == 0 ? Awkward[random.Next(Awkward.Length)] : random.NextInt64(long.MinValue, long.MaxValue);
            BitConverter.GetBytes(value).AsSpan(0, size).CopyTo(image.AsSpan(at));
        }
        int? flags;
        try
        {
            flags = Find(image);
            if (flags is int found)
                Assert.Equal(0, BitConverter.ToInt16(image, found));
        }
        catch (InvalidDataException)
        {
            flags = null;
        }
        while (before.TryPop(out (int At, byte[] Bytes) old))
            old.Bytes.CopyTo(image, old.At);
        return flags != null;
    }

    private static int? Find(byte[] image) => ElfVersionNeeds.FindFlags(image, "libstdc++.so.6", "GLIBCXX_3.4.32");
}
