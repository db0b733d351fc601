using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.Modules;

public class InitTests : LiveTensorTests
{
    [Fact]
    public void Layers_AfterManualSeed_HaveTheWeightsOfPyTorch()
    {
        // torch.manual_seed(7); nn.Linear(3, 2); nn.Conv2d(2, 2, (1, 2), groups=2), with PyTorch 1.13
        manual_seed(7);
        using var linear = Linear(3, 2);
        using var convolution = Layers.Make(() => Conv2d(2, 2, (1, 2), groups: 2));

        Numbers.AssertClose([0.04032507538795471, -0.3477921187877655, 0.18384182453155518, 0.1811612844467163, -0.3085803687572479, -0.0865316316485405], linear.get_parameter("weight")!, 0);
        Numbers.AssertClose([-0.33822792768478394, 0.1498066484928131], linear.get_parameter("bias")!, 0);
        Numbers.AssertClose([-0.19047172367572784, 0.49676844477653503, 0.5019654035568237, 0.07203326374292374], convolution.get_parameter("weight")!, 0);
        Numbers.AssertClose([-0.30145516991615295, -0.4153271019458771], convolution.get_parameter("bias")!, 0);
    }

    [Fact]
    public void XavierUniform_AfterManualSeed_IsThatOfPyTorch()
    {
        using var sut = empty([2, 3]);
        manual_seed(7);

        init.xavier_uniform_(sut, gain: 2);

        Numbers.AssertClose([0.1530229151248932, -1.319778323173523, 0.6976307034492493, 0.6874587535858154, -1.1709802150726318, -0.3283644914627075], sut, 0);
    }

    [Fact]
    public void KaimingNormal_AfterManualSeed_IsThatOfPyTorch()
    {
        using var sut = empty([2, 3]);
        manual_seed(7);

        init.kaiming_normal_(sut, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);

        Numbers.AssertClose([-0.1467950940132141, 0.7861412763595581, 0.9468216300010681, -1.1143440008163452, 1.6907901763916016, -0.8948279023170471], sut, 1e-7);
    }

    [Fact]
    public void Constants_Parameter_AreWrittenOutsideAutograd()
    {
        using var scope = NewDisposeScope();
        var sut = Parameter(empty([2]));

        Assert.Same(sut, init.ones_(sut));
        Numbers.AssertClose([1, 1], sut);
        Numbers.AssertClose([0, 0], init.zeros_(sut));
        Numbers.AssertClose([2.5, 2.5], init.constant_(sut, 2.5));
        Assert.True(sut.is_leaf && sut.requires_grad);
    }

    [Fact]
    public void Uniform_Bounds_AreKept()
    {
        using var sut = empty([1000]);

        var numbers = Numbers.In(init.uniform_(sut, 2, 3));

        Assert.All(numbers, number => Assert.InRange(number, 2, 3));
        Assert.InRange(numbers.Average(), 2.45, 2.55); // 2.5 ± 5 standard deviations
    }

    [Fact]
    public void Normal_MeanAndDeviation_AreMet()
    {
        using var sut = empty([10_000]);

        var numbers = Numbers.In(init.normal_(sut, 5, 2));

        Assert.InRange(numbers.Average(), 4.9, 5.1);
        Assert.InRange(Math.Sqrt(numbers.Average(number => (number - 5) * (number - 5))), 1.93, 2.07);
    }

    [Fact]
    public void XavierNormal_AfterManualSeed_IsTheUniformOne()
    {
        using var sut = empty([2, 3]);
        manual_seed(7);

        init.xavier_normal_(sut, gain: 2);

        Numbers.AssertClose([0.1530229151248932, -1.319778323173523, 0.6976307034492493, 0.6874587535858154, -1.1709802150726318, -0.3283644914627075], sut, 0);
    }

    /// <summary>TorchSharp multiplies by the mean and adds the deviation, then clamps.</summary>
    [Fact]
    public void TruncNormal_MeanZero_IsTheDeviationEverywhere()
    {
        using var sut = empty([3]);

        Numbers.AssertClose([0.5, 0.5, 0.5], init.trunc_normal_(sut, 0, 0.5));
        Numbers.AssertClose([0.25, 0.25, 0.25], init.trunc_normal_(sut, 0, 0.5, b: 0.25));
    }

    [Theory]
    [InlineData(init.NonlinearityType.Linear, 0, 1)]
    [InlineData(init.NonlinearityType.Conv2D, 0, 1)]
    [InlineData(init.NonlinearityType.Sigmoid, 0, 1)]
    [InlineData(init.NonlinearityType.Tanh, 0, 5.0 / 3)]
    [InlineData(init.NonlinearityType.ReLU, 0, 1.4142135623730951)]
    [InlineData(init.NonlinearityType.LeakyReLU, 3, 0.4472135954999579)]
    public void CalculateGain_Activation_IsThatOfPyTorch(init.NonlinearityType activation, double parameter, double gain) =>
        Assert.Equal(gain, init.calculate_gain(activation, parameter), 12);

    [Fact]
    public void CalculateFanInAndFanOut_Convolution_CountsTheWindow()
    {
        using var scope = NewDisposeScope();
        var kernel = empty([8, 4, 3, 5]);
        var vector = empty([8]);

        Assert.Equal((60, 120), init.CalculateFanInAndFanOut(kernel));
        var failure = Assert.Throws<ArgumentException>(() => init.CalculateFanInAndFanOut(vector));
        Assert.Equal("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions", failure.Message);
    }
}
