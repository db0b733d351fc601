using static TorchSharp.torch;

namespace SeNetMl.Contract.Tests.TorchSharp;

/// <summary>
/// The numbers of a generator of one's own: a network's first weights are drawn from them, and must be the same with the next libtorch.
/// The expected ones are those of PyTorch 1.13 on the CPU (mt19937).
/// </summary>
public sealed class RandomTests : TensorTest
{
    private const ulong Seed = 42;

    private readonly Generator _generator = new(Seed, CPU);

    [Fact]
    public void Uniform_OfASeed_GivesPyTorchsBits() =>
        Assert.Equal([4.058154f, 4.3200316f, 0.06291008f, 4.674445f, 0.1235857f], Floats(empty(5).uniform_(-3, 5, _generator)));

    /// <summary>Sixteen or more are drawn another way than fewer. They go through logarithm and cosine,
    /// whose last bit depends on the processor.</summary>
    [Theory]
    [InlineData(5, 0, 1, new[] { 0.33669037f, 0.1288094f, 0.23446237f, 0.23033303f, -1.1228564f })]
    [InlineData(20, 1, 2, new[] { 4.8538303f, 3.9745681f, 2.8014345f, -3.211042f, -0.5162623f })]
    public void Normal_OfASeed_GivesPyTorchsNumbers(long count, double mean, double deviation, float[] expected)
    {
        var numbers = Floats(empty(count).normal_(mean, deviation, _generator));

        Assert.All(expected.Zip(numbers), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Generator_OfItsOwn_DoesNotTouchTheDefaultOne()
    {
        manual_seed(42);
        var expected = Floats(rand(4));
        manual_seed(42);

        empty(3).uniform_(0, 1, _generator);

        Assert.Equal(expected, Floats(rand(4)));
    }

    [Fact]
    public void Generator_UpperHalfOfTheSeed_IsLeftOut()
    {
        using var other = new Generator(Seed + (1UL << 32), CPU);

        Assert.Equal(Floats(empty(4).uniform_(0, 1, _generator)), Floats(empty(4).uniform_(0, 1, other)));
    }

    /// <summary>Why our own initialization calls the tensors' methods.</summary>
    [Fact]
    public void Init_GivenAGenerator_IgnoresIt()
    {
        manual_seed(42);
        var expected = Floats(nn.init.uniform_(empty(4), generator: _generator));
        manual_seed(42);

        Assert.Equal(expected, Floats(nn.init.uniform_(empty(4))));
    }
}
