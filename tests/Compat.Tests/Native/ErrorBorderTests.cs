using System.Runtime.InteropServices;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace SeNetMl.Compat.Tests.Native;

/// <summary>C++ exceptions become managed ones with their text, on any thread, and leave no memory behind.</summary>
[Collection(nameof(AloneCollection))]
public sealed partial class ErrorBorderTests
{
    private const int OutOfMemory = 4;

    public ErrorBorderTests() => NativeStack.Require();

    [SkippableTheory]
    [InlineData(0, "a c10::Error")]
    [InlineData(1, "a c10::IndexError")]
    [InlineData(2, "a c10::ValueError")]
    [InlineData(3, "a c10::NotImplementedError")]
    [InlineData(5, "a std::runtime_error")]
    [InlineData(6, "libtorch threw something that is not a std::exception")]
    [InlineData(7, "libtorch threw something that is not a std::exception")]
    [InlineData(8, "libtorch threw something that is not a std::exception")]
    public void Exception_OfAnyKind_BecomesExternalExceptionWithItsText(int kind, string text)
    {
        var problem = Assert.Throws<ExternalException>(() => NativeError.Check(shim_test_throw(kind)));
        Assert.Equal(text, problem.Message.Split('\n')[0]);
    }

    [SkippableFact]
    public void Exception_OfMissingMemory_BecomesOutOfMemoryException()
    {
        var problem = Assert.Throws<OutOfMemoryException>(() => NativeError.Check(shim_test_throw(OutOfMemory)));
        Assert.Equal("libtorch is out of memory.", problem.Message);
    }

    [SkippableFact]
    public void NoException_IsNull() => Assert.Equal(IntPtr.Zero, shim_test_throw(99));

    [SkippableFact]
    public void Exceptions_OnManyThreadsAtOnce_KeepTheirTexts()
    {
        var failures = 0;
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            using var scope = NewDisposeScope();
            var problem = Assert.Throws<ExternalException>(() => zeros(i + 2) + zeros(i + 3));
            Assert.StartsWith($"The size of tensor a ({i + 2}) must match the size of tensor b ({i + 3})", problem.Message, StringComparison.Ordinal);
            Interlocked.Increment(ref failures);
        });
        Assert.Equal(2000, failures);
    }

    [SkippableFact]
    public void Exceptions_TenThousandTimes_LeaveMemoryFlat()
    {
        using var scope = NewDisposeScope();
        var (one, other) = (zeros(2), zeros(3));
        FailTimes(1000, one, other);
        var grown = long.MaxValue;
        for (var round = 0; round < 5 && grown >= 8 << 20; round++) // the managed heap may grow meanwhile, but not each time; a leak does
        {
            var before = ResidentBytes();
            FailTimes(5000, one, other); // two failures each
            grown = Math.Min(grown, ResidentBytes() - before);
        }
        Assert.True(grown < 8 << 20, $"10,000 failures left {grown:N0} bytes behind."); // never freed, their texts are 15 MB
    }

    private static void FailTimes(int times, Tensor one, Tensor other)
    {
        var name = "aten::" + new string('x', 2000); // the text of the failure repeats it
        for (var i = 0; i < times; i++)
        {
            Assert.Throws<ExternalException>(() => one.add(other));
            Assert.Throws<ExternalException>(() => new Operator(name).Run());
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static long ResidentBytes()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Memory is read from /proc.");
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;
    }

    [LibraryImport("senetml_torch")]
    private static partial IntPtr shim_test_throw(int kind);
}
