using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class JitTests : TensorTest
{
    private const string Script = """
        def add_relu(a, b):
            return torch.relu(a + b)

        def scaled(a, by: float, times: int, negate: bool):
            r = a * by * times
            return -r if negate else r

        def numbers(a: int, b: float) -> Tuple[int, float]:
            return a + 1, b + 1

        def halves(x) -> List[Tensor]:
            return torch.chunk(x, 2)

        def joined(xs: List[Tensor]):
            return torch.cat(xs)

        def pair(a, b):
            return a, b

        def six(a):
            return a, a, a, a, a, a

        def nested(a, b):
            return (a, b), [1, 2], None

        def maybe(a: Optional[Tensor]):
            return a

        def truth(a: int):
            return a > 1

        def text(a: int):
            return "text"

        def stays(xs: List[Tensor], by: float):
            torch._foreach_mul_(xs, by)

        def channels_last(x):
            return x.contiguous(memory_format=2)

        """; // TorchScript wants the newline at the end

    private readonly jit.CompilationUnit _unit = jit.compile(Script);

    public override void Dispose()
    {
        _unit.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Invoke_Tensors_GivesTensor()
    {
        var result = (Tensor)_unit.invoke("add_relu", tensor(new[] { 1f, -3f }), tensor(new[] { 1f, 1f }));
        Assert.Equal([2f, 0f], Floats(result));
    }

    [Fact]
    public void Invoke_NumbersAndTruthValue_ArriveAsSuch()
    {
        Assert.Equal([-6f], Floats(_unit.invoke<Tensor>("scaled", ones(1), 2.0, 3, true)));
        Assert.Equal([6f], Floats(_unit.invoke<Tensor>("scaled", ones(1), 2f, 3L, false)));
        Assert.Equal([6f], Floats(_unit.invoke<Tensor>("scaled", ones(1), (Scalar)2.0, (Scalar)3, false)));
    }

    [Fact]
    public void Invoke_NumbersOut_ComeAsScalars()
    {
        var (first, second) = _unit.invoke<(Scalar, Scalar)>("numbers", 3, 1.5);
        Assert.Equal(4, first.ToInt32());
        Assert.Equal(2.5, second.ToDouble());
        Assert.True(_unit.invoke<Scalar>("truth", 2).ToBoolean());
    }

    [Fact]
    public void Invoke_ListOfTensors_GoesBothWays()
    {
        var halves = _unit.invoke<Tensor[]>("halves", arange(4, float32));
        Assert.Equal(2, halves.Length);
        Assert.Equal([0f, 1f, 2f, 3f], Floats(_unit.invoke<Tensor>("joined", new object[] { halves })));
        Assert.Equal([2f, 3f, 0f, 1f], Floats(_unit.invoke<Tensor, Tensor>("joined", halves[1], halves[0])));
    }

    [Fact]
    public void Invoke_Tuples_ComeAsTuplesUpToFiveThenAsArrays()
    {
        var (a, b) = _unit.invoke<(Tensor, Tensor)>("pair", ones(1), zeros(1));
        Assert.Equal([1f], Floats(a));
        Assert.Equal([0f], Floats(b));
        Assert.Equal(6, _unit.invoke<Tensor[]>("six", ones(1)).Length);
    }

    [Fact]
    public void Invoke_NestedResult_ComesNested()
    {
        var (pair, list, none) = _unit.invoke<(object, object, object)>("nested", ones(1), zeros(1));
        Assert.Equal([1f], Floats((((Tensor, Tensor))pair).Item1));
        Assert.Equal([1, 2], ((Scalar[])list).Select(item => item.ToInt32()));
        Assert.Null(none);
    }

    [Fact]
    public void Invoke_Null_IsNone()
    {
        Assert.Null(_unit.invoke("maybe", [null!]));
        Assert.NotNull(_unit.invoke("maybe", ones(1)));
    }

    [Fact]
    public void Invoke_ForeachInPlace_ChangesTheTensors()
    {
        Tensor[] tensors = [ones(2), ones(1)];
        Assert.Null(_unit.invoke("stays", tensors, 3.0));
        Assert.Equal([3f, 3f], Floats(tensors[0]));
        Assert.Equal([3f], Floats(tensors[1]));
    }

    [Fact]
    public void Invoke_MemoryFormat_GivesChannelsLastStrides() =>
        Assert.Equal([24L, 1, 6, 2], _unit.invoke<Tensor>("channels_last", zeros(1, 2, 4, 3)).stride());

    [Fact]
    public void Invoke_WithGradients_IsDifferentiable()
    {
        var x = tensor(new[] { 2f, -3f }, requires_grad: true);
        _unit.invoke<Tensor>("add_relu", x, zeros(2)).sum().backward();
        Assert.Equal([1f, 0f], Floats(x.grad!));
    }

    [Fact]
    public void Invoke_ArgumentOfAnotherType_Throws()
    {
        var problem = Assert.Throws<NotImplementedException>(() => _unit.invoke("maybe", new DateTime(2020, 1, 1)));
        Assert.Equal("Passing arguments of type DateTime to TorchScript.", problem.Message);
    }

    [Fact]
    public void Invoke_EmptyName_Throws() => Assert.Throws<ArgumentNullException>(() => _unit.invoke("", ones(1)));

    [Fact]
    public void Compile_Nothing_Throws() => Assert.Throws<ArgumentNullException>(() => jit.compile(""));
}
