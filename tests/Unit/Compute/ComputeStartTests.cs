using Microsoft.ML.SeNet.Compute;

namespace Microsoft.ML.SeNet.Tests.Compute;

public class ComputeStartTests
{
    [Fact]
    public void Ensure_Twice_ChangesNothing()
    {
        ComputeStart.Ensure();
        var threads = global::TorchSharp.torch.get_num_threads();

        ComputeStart.Ensure();

        Assert.Equal(threads, global::TorchSharp.torch.get_num_threads());
    }
}
