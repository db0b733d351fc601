using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

public sealed class ArithmeticTests : TensorTest
{
    private readonly Tensor _a;
    private readonly Tensor _b;

    public ArithmeticTests()
    {
        _a = tensor(new[] { 1f, -2f, 4f });
        _b = tensor(new[] { 2f, 2f, 0.5f });
    }

    [Fact]
    public void Operators_OfTwoTensors()
    {
        Assert.Equal([3f, 0, 4.5f], Floats(_a + _b));
        Assert.Equal([-1f, -4, 3.5f], Floats(_a - _b));
        Assert.Equal([2f, -4, 2], Floats(_a * _b));
        Assert.Equal([0.5f, -1, 8], Floats(_a / _b));
        Assert.Equal([-1f, 2, -4], Floats(-_a));
    }

    [Fact]
    public void Operators_WithNumbersOnEitherSide()
    {
        Assert.Equal([2f, -1, 5], Floats(_a + 1));
        Assert.Equal([2f, -1, 5], Floats(1 + _a));
        Assert.Equal([0f, -3, 3], Floats(_a - 1f));
        Assert.Equal([0f, 3, -3], Floats(1f - _a));
        Assert.Equal([2f, -4, 8], Floats(2.0 * _a));
        Assert.Equal([0.5f, -1, 2], Floats(_a / 2));
        Assert.Equal([1f, -0.5f, 0.25f], Floats(1 / _a));
    }

    [Fact]
    public void Comparisons_GiveTruthValues()
    {
        Assert.Equal([false, false, true], (_a > _b).data<bool>().ToArray());
        Assert.Equal([true, true, false], (_a <= _b).data<bool>().ToArray());
        Assert.Equal([true, false, false], (_a == (Scalar)1).data<bool>().ToArray());
        Assert.Equal([false, true, true], _a.ne((Scalar)1).data<bool>().ToArray());
    }

    [Fact]
    public void InPlace_ChangesAndReturnsTheTensor()
    {
        Assert.Same(_a, _a.add_(_b).mul_((Scalar)2));
        Assert.Equal([6f, 0, 9], Floats(_a));
        Assert.Equal([5f, -1, 8.75f], Floats(_a.add_(_b, -0.5)));
    }

    [Fact]
    public void Broadcasting_StretchesOnes() => Assert.Equal([2L, 3], (zeros(2, 1) + zeros(1, 3)).shape);

    [Fact]
    public void ShapesThatDoNotMatch_Throw()
    {
        var problem = Assert.ThrowsAny<Exception>(() => zeros(2) + zeros(3));
        Assert.Contains("must match the size of tensor", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unary_MatchesDotNet()
    {
        AssertClose(MathF.Exp, x => x.exp());
        AssertClose(MathF.Tanh, x => x.tanh());
        AssertClose(x => 1 / (1 + MathF.Exp(-x)), x => x.sigmoid());
        AssertClose(x => MathF.Max(x, 0), x => x.relu());
        AssertClose(MathF.Abs, x => x.abs());
        AssertClose(MathF.Floor, x => x.floor());
        AssertClose(x => x * x, x => x.square());
        AssertClose(x => MathF.Sqrt(MathF.Abs(x)), x => x.abs().sqrt());
    }

    private static void AssertClose(Func<float, float> expected, Func<Tensor, Tensor> function)
    {
        float[] inputs = [-2.25f, -1, 0, 0.5f, 3];
        var got = Floats(function(tensor(inputs)));
        for (var i = 0; i < inputs.Length; i++)
            Assert.Equal(expected(inputs[i]), got[i], 1e-5f);
    }

    [Fact]
    public void Clamp_LimitsBothSides() => Assert.Equal([1f, -1, 2], Floats(_a.clamp((Scalar)(-1), (Scalar)2)));

    [Fact]
    public void MaximumMinimum_AreElementwise()
    {
        Assert.Equal([2f, 2, 4], Floats(maximum(_a, _b)));
        Assert.Equal([1f, -2, 0.5f], Floats(minimum(_a, _b)));
    }

    [Fact]
    public void Matmul_OfMatrices() =>
        Assert.Equal([4f, 5, 10, 14], Floats(arange(1, 5, float32).reshape(2, 2).matmul(tensor(new[] { 2f, 4, 1, 0.5f }, new long[] { 2, 2 }))));

    [Fact]
    public void Addcmul_Addcdiv_Lerp_UpdateInPlace()
    {
        Assert.Equal([5f, -10, 8], Floats(_a.clone().addcmul_(_a, _b, 2)));
        Assert.Equal([1.5f, -3, 12], Floats(_a.clone().addcdiv_(_a, _b, 1)));
        Assert.Equal([1.5f, 0, 2.25f], Floats(_a.lerp(_b, tensor(0.5f))));
    }

    [Fact]
    public void Div_Floor_RoundsDown() => Assert.Equal([0f, -1, 8], Floats(_a.div(_b, RoundingMode.floor)));

    [Fact]
    public void Where_Chooses() => Assert.Equal([1f, 2, 4], Floats(where(_a > (Scalar)0, _a, _b)));
}
