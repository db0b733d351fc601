using TorchSharp;
using static TorchSharp.torch;

namespace SeNetMl.Compat.Tests.Modules;

/// <summary>What this subset promises beyond genuine TorchSharp, which leaves tensors behind here, or converts what it should refuse.</summary>
public sealed class ModuleTests : IDisposable
{
    private readonly long _before;

    public ModuleTests()
    {
        NativeStack.Require();
        _before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
    }

    public void Dispose() => Assert.Equal(_before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

    [SkippableFact]
    public void Conv2d_WithBiasOutsideAScope_LeavesNothing()
    {
        using var sut = nn.Conv2d(3, 4, 3);
        Assert.Equal(_before + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [SkippableFact]
    public void CalculateFanInAndFanOut_OfAKernel_LeavesNothing()
    {
        using var kernel = empty([8, 4, 3, 5]);
        nn.init.CalculateFanInAndFanOut(kernel);
    }

    [SkippableFact]
    public void ZeroGradAndTo_WithGradients_LeaveNothing()
    {
        using var sut = nn.Linear(1, 1);
        using (NewDisposeScope())
            sut.call(ones(1, 1)).sum().backward();
        sut.zero_grad(set_to_none: false);
        sut.to(ScalarType.Float64);
    }

    [SkippableFact]
    public void Load_OfWhatIsPassedOver_LeavesNothing()
    {
        using var sut = nn.Linear(1, 1);
        using var other = nn.BatchNorm1d(1);
        using var stream = new MemoryStream();
        sut.save(stream);
        sut.load(new MemoryStream(stream.ToArray()), skip: ["weight", "bias"]);
        other.load(new MemoryStream(stream.ToArray()), strict: false, skip: ["weight"]);
    }

    [SkippableFact]
    public void To_IntegerType_IsRefusedByLayersToo()
    {
        using var sut = nn.Linear(1, 1);
        var failure = Assert.Throws<ArgumentException>(() => sut.to(ScalarType.Int32));
        Assert.Equal("nn.Module.to only accepts floating point or complex types, but got desired dtype=Int32", failure.Message);
    }
}
