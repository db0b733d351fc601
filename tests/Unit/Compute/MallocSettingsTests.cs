using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Compute;

namespace Microsoft.ML.SeNet.Tests.Compute;

public unsafe class MallocSettingsTests
{
    [Theory]
    [InlineData(false, "PATH", "DOTNET_ROOT", "LD_PRELOAD", "MALLOC")]
    [InlineData(true, "PATH", "GLIBC_TUNABLES")]
    [InlineData(true, "MALLOC_ARENA_MAX")]
    [InlineData(true, "MALLOC_TRIM_THRESHOLD_")]
    public void IsChosen_IsWhetherAVariableOfMallocIsSet(bool expected, params string[] variables) =>
        Assert.Equal(expected, MallocSettings.IsChosen(variables));

    /// <summary>glibc maps a block of 16 MiB by itself unless it is told not to; mallinfo2 counts such blocks.</summary>
    [SkippableFact]
    public void Ensure_OnGlibc_NoLargeBlockIsMappedByItself()
    {
        Skip.If(
            MallocSettings.IsChosen(Environment.GetEnvironmentVariables().Keys.Cast<string>()), "The user has chosen malloc's settings.");
        Skip.IfNot(
            OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var glibc)
            && NativeLibrary.TryGetExport(glibc, "mallinfo2", out _),
            "There is no glibc of 2.33 or later.");

        Assert.True(MallocSettings.Ensure());
        var before = GetMallocInfo().MappedBlocks;
        var block = NativeMemory.Alloc(16 << 20);
        try
        {
            Assert.Equal(before, GetMallocInfo().MappedBlocks);
        }
        finally
        {
            NativeMemory.Free(block);
        }
    }

    [DllImport("libc.so.6", EntryPoint = "mallinfo2")]
    private static extern MallocInfo GetMallocInfo();

    /// <summary>struct mallinfo2 of malloc.h: ten sizes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct MallocInfo
    {
        private readonly nuint _arena, _freeBlocks, _fastBlocks;

        /// <summary>hblks: the blocks that are mapped by themselves.</summary>
        internal readonly nuint MappedBlocks;

        private readonly nuint _mappedBytes, _unused, _fastBytes, _usedBytes, _freeBytes, _releasable;
    }
}
