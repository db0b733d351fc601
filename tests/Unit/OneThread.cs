using System.Runtime.CompilerServices;
using TorchSharp;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>
/// All tests compute on one thread, whichever comes first: sums in another order differ in their last bits, and the threads of many small
/// networks wait for each other on a busy machine. The user's way to say so is used, so that programs that tests start do the same.
/// </summary>
internal static class OneThread
{
    [ModuleInitializer]
    internal static void Choose()
    {
        Environment.SetEnvironmentVariable("OMP_NUM_THREADS", "1");
        torch.set_num_threads(1); // libtorch may have as many as there are processors
    }
}
