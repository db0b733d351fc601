using System.Runtime.CompilerServices;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>One libtorch thread for all tests, as a user would ask for it: golden numbers then do not hang on which test came first, and the test classes share the processors.</summary>
internal static class OneThread
{
    [ModuleInitializer]
    internal static void Ask() => Environment.SetEnvironmentVariable("OMP_NUM_THREADS", "1");
}
