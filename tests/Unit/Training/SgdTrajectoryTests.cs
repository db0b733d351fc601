using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute.OneDnn;
using Microsoft.ML.SeNet.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public class SgdTrajectoryTests : TensorTest
{
    public static TheoryData<string> Cases => GoldenFile.Names("training");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_TenTimesFromTheSameWeights_FollowsPyTorchsLosses(string name) => CheckLosses(name, float64, atTheEnd: 1e-3);

    /// <summary>The fused passes round otherwise than PyTorch's operators: now and then a number behind a ReLU changes its sign,
    /// and a path follows it.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_TenTimesByFusedPasses_FollowsPyTorchsLosses(string name) => CheckLosses(name, float32, atTheEnd: 1e-2);

    private static void CheckLosses(string name, ScalarType type, double atTheEnd)
    {
        using var golden = GoldenFile.Open("training", name);
        using var scope = NewDisposeScope();
        var description = golden.Case<NetworkCase>();
        using var network = description.Build();
        network.to(type);
        using var optimizer = optim.SGD(
            network.parameters(), description.Lr, description.Momentum,
            weight_decay: description.WeightDecay, nesterov: description.Nesterov);
        var losses = new List<double>();

        for (var step = 0; step < description.Steps; step++)
        {
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(
                network.call(Pattern.Tensor($"batch{step}", description.InputShape).to(type)), description.Targets());
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToDouble());
        }

        var looser = OneDnnLibrary.IsUsable ? 1 : 3; // without oneDNN libtorch sums in another order than PyTorch did
        const int Beginning = 5; // of a path that no changed sign can have led far away
        var errors = golden["losses"].data<float>().ToArray().Zip(losses, (expected, got) => Math.Abs(got - expected) / expected).ToArray();
        Assert.Equal(description.Steps, errors.Length);
        Assert.All(errors.Take(Beginning), error => Assert.InRange(error, 0, 1e-3 * looser));
        Assert.All(errors.Skip(Beginning), error => Assert.InRange(error, 0, atTheEnd * looser));
    }

    [Fact]
    public void Step_AThousandTimes_LeavesOnlyWeightsBuffersAndOptimizerStateAndMemoryFlat()
    {
        var before = LiveTensors.Now;
        using var network = new SeResNet(new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20, Classes = 10 }, new Seeds(1));
        using var optimizer = optim.SGD(network.parameters(), 0.01, momentum: 0.9);
        using var input = rand(2, 3, 16, 16);
        using var target = tensor(new long[] { 1, 7 });
        Steps(50);
        var live = LiveTensors.Now;
        var memory = WorkingSet();

        Steps(1000);

        Assert.Equal(live, LiveTensors.Now);
        var (parameters, buffers) = (network.parameters().Count(), network.buffers().Count());
        LiveTensors.AssertAre(before + parameters + buffers + parameters + 2); // a momentum to each parameter; input and target
        Assert.InRange(WorkingSet() - memory, long.MinValue, 32L << 20);

        void Steps(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                nn.functional.cross_entropy(network.call(input), target).backward();
                optimizer.step();
            }
        }
    }

    private static long WorkingSet()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
