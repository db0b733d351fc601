using TorchSharp;

namespace Microsoft.ML.SeNet.Compute.OneDnn;

/// <summary>
/// Puts the sizes of the caches right that oneDNN 3.7.1 works with, in its own note of the processor: a static variable that it makes when
/// it is first used. Of Linux, where the library's file tells where that lies; nothing is written unless every word there is as expected.
/// </summary>
internal static class CacheRepair
{
    // dnnl::impl::cpu::x64::cpu()::cpu_, and a function of oneDNN's C interface. The sizes are those of libtorch 2.10.
    private const string Variable = "_ZZN4dnnl4impl3cpu3x643cpuEvE4cpu_";
    private const string SetCapacity = "dnnl_set_primitive_cache_capacity";
    private const ulong SetCapacityBytes = 0x22A;
    private const int UsualCapacity = 1024;
    private const string Maps = "/proc/self/maps";

    /// <summary>Tries it.</summary>
    /// <param name="leaves">What the processor says to oneDNN.</param>
    /// <param name="sizes">What is to stand there.</param>
    /// <returns>Why nothing was changed; null where all was.</returns>
    internal static string? Obstacle(CacheLeaves leaves, CacheSizes sizes)
    {
        if (!OperatingSystem.IsLinux())
            return "only on Linux does libtorch's file tell where oneDNN keeps them";
        try
        {
            return Open(out var words, out var setCapacity) ?? Write(words, setCapacity, leaves, sizes);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return $"{TorchLibrary.FileName} could not be read: {e.Message.TrimEnd('.')}";
        }
    }

    /// <summary>Finds oneDNN's note of the processor.</summary>
    /// <param name="words">It, as it lies in memory.</param>
    /// <param name="setCapacity">The address of oneDNN's function that can make it forget its kernels;
    /// null where that is not to be found.</param>
    /// <returns>Why it was not found; null where it was.</returns>
    internal static string? Open(out Span<uint> words, out ulong? setCapacity)
    {
        const int Bytes = CacheWords.Count * sizeof(uint);
        words = default;
        setCapacity = null;
        var maps = File.ReadAllLines(Maps);
        if (LoadedLibrary.Find(maps, TorchLibrary.FileName) is not { } library)
            return $"expected one {TorchLibrary.FileName} in this process and on disk, got none or more";
        using var file = new FileStream(
            library.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var symbols = new ElfFile(file);
        if (symbols.FindLocal(Variable, ElfFile.Variable, Bytes) is not { } variable)
            return $"{TorchLibrary.FileName} has no symbol for them";
        var address = unchecked(library.Start - symbols.FirstAddress + variable);
        if (!LoadedLibrary.IsWritable(maps, address, Bytes))
            return "they do not lie in memory that can be written";
        words = TorchLibrary.Words(address, CacheWords.Count);
        if (CacheWords.AreSet(words) && symbols.FindLocal(SetCapacity, ElfFile.Function, SetCapacityBytes) is { } function)
            setCapacity = unchecked(library.Start - symbols.FirstAddress + function);
        return null;
    }

    private static string? Write(Span<uint> words, ulong? setCapacity, CacheLeaves leaves, CacheSizes sizes)
    {
        var wasUsed = CacheWords.AreSet(words);
        if (!wasUsed)
            UseOnce();
        if (!CacheWords.AreBroken(words, leaves))
            return "oneDNN's note of them reads otherwise than that of version 3.7.1";
        if (wasUsed && setCapacity is null)
            return "oneDNN was used before, and its function to forget kernels is not to be found";
        CacheWords.Repair(words, sizes);
        return wasUsed && !Forget(setCapacity!.Value) ? "oneDNN was used before and does not forget its kernels" : null;
    }

    /// <summary>Forgets the kernels that were made for other caches, those that one asks for again among them.</summary>
    private static bool Forget(ulong setCapacity) =>
        TorchLibrary.Call(setCapacity, 0) == 0 && TorchLibrary.Call(setCapacity, UsualCapacity) == 0;

    // Of one channel and place: right with any sizes.
    private static void UseOnce()
    {
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        torch.nn.functional.conv2d(Ones(2), Ones(1));

        static torch.Tensor Ones(long count) => torch.ones([count, 1, 1, 1], torch.float32, torch.CPU);
    }
}

/// <summary>
/// oneDNN 3.7.1's own note of the processor (<c>Xbyak::util::Cpu</c>) as 32-bit words: 7 to 16 are the sizes of its data caches in bytes,
/// 17 to 26 the cores that share a level, 27 is the number of levels.
/// </summary>
internal static class CacheWords
{
    /// <summary>All words of the object.</summary>
    internal const int Count = 36;

    private const int Sizes = 7;
    private const int Sharing = 17;
    private const int LevelCount = 27;
    private const int Levels = 3;
    private const int MostLevels = 10;
    private const uint MostCores = 4096; // a field of twelve bits

    /// <summary>Whether the object has been made: oneDNN does that when it is first used.</summary>
    internal static bool AreSet(ReadOnlySpan<uint> words) => words[..Count].ContainsAnyExcept(0u);

    /// <summary>Whether the words are exactly those of three levels, of which the leaves hide at least one.</summary>
    /// <param name="words">The object.</param>
    /// <param name="leaves">What the processor says to oneDNN.</param>
    internal static bool AreBroken(ReadOnlySpan<uint> words, CacheLeaves leaves)
    {
        var sharing = words.Slice(Sharing, MostLevels);
        return leaves.AnyHidden && words[LevelCount] == Levels
            && words.Slice(Sizes, Levels).SequenceEqual([.. leaves.Sizes])
            && !words.Slice(Sizes + Levels, MostLevels - Levels).ContainsAnyExcept(0u)
            && !sharing[..Levels].ContainsAnyExceptInRange(1u, MostCores) && !sharing[Levels..].ContainsAnyExcept(0u);
    }

    /// <summary>Makes of them those of an AMD processor that hides all its caches, for tests.</summary>
    internal static void Hide(Span<uint> words)
    {
        words[Sizes..(LevelCount + 1)].Clear();
        words.Slice(Sizes, Levels).Fill(1);
        words.Slice(Sharing, Levels).Fill(1);
        words[LevelCount] = Levels;
    }

    /// <summary>Puts the sizes of hidden levels right.</summary>
    internal static void Repair(Span<uint> words, CacheSizes sizes)
    {
        for (var level = 0; level < Levels; level++)
        {
            if (!CacheLeaves.IsHidden(words[Sizes + level]))
                continue;
            words[Sizes + level] = sizes.Levels[level];
            words[Sharing + level] = level == Levels - 1 ? CacheSizes.CoresOfThird : 1;
        }
    }
}
