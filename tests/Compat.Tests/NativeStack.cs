namespace SeNetMl.Compat.Tests;

/// <summary>Whether the native shim was built for this run.</summary>
internal static class NativeStack
{
    /// <summary>Skips the test where there is no shim to test: on the nuget stack, or without a libtorch.</summary>
    internal static void Require() => Skip.IfNot(
        File.Exists(Path.Combine(AppContext.BaseDirectory, "libsenetml_torch.so")),
        "No native shim beside the tests: this is the nuget stack, or no libtorch was there to build it against.");
}
