using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SeNetMl.Compat.Tests.Native;

/// <summary>TorchScript that is wrong: libtorch's text, no crash.</summary>
public sealed class JitErrorTests
{
    public JitErrorTests() => NativeStack.Require();

    private static string Failure(Action call) => Assert.Throws<ExternalException>(call).Message;

    [SkippableTheory]
    [InlineData("def f(x):\n  return x +\n", "expected")]
    [InlineData("def f(x):\n  return torch.no_such_function(x)\n", "no_such_function")]
    [InlineData("def f(x):\n  return y\n", "undefined value y")]
    [InlineData("not python at all", "expected")]
    [InlineData("\u0001", "")]
    public void Compile_OfWrongSource_Throws(string source, string says) => Assert.Contains(says, Failure(() => jit.compile(source)), StringComparison.Ordinal);

    [SkippableFact]
    public void Invoke_Wrongly_Throws()
    {
        using var scope = NewDisposeScope();
        using var unit = jit.compile("def f(x, times: int):\n  return x * times\ndef g(x: int):\n  return {x: x}\ndef h(x: int):\n  return (torch.ones(1), \"text\")\ndef k(x):\n  return k2(x)\ndef k2(x):\n  return torch.mm(x, x)\n");
        Assert.StartsWith("the compilation unit has no function 'nothing'", Failure(() => unit.invoke("nothing", ones(1))), StringComparison.Ordinal);
        Assert.Contains("is missing value for argument 'times'", Failure(() => unit.invoke("f", ones(1))), StringComparison.Ordinal);
        Assert.Contains("Expected at most 2 argument(s)", Failure(() => unit.invoke("f", ones(1), 2, 3)), StringComparison.Ordinal);
        Assert.Contains("Expected a value of type 'Tensor", Failure(() => unit.invoke("f", 1.5, 2)), StringComparison.Ordinal);
        Assert.Contains("Expected a value of type 'int'", Failure(() => unit.invoke("f", ones(1), 0.5)), StringComparison.Ordinal);
        Assert.Contains("has no counterpart on the managed side", Failure(() => unit.invoke("g", 1)), StringComparison.Ordinal);
        Assert.Contains("has no counterpart on the managed side", Failure(() => unit.invoke("h", 1)), StringComparison.Ordinal);
        Assert.Contains("self must be a matrix", Failure(() => unit.invoke("k", ones(1))), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Invoke_AfterDispose_Throws()
    {
        var unit = jit.compile("def f(x):\n  return x\n");
        unit.Dispose();
        unit.Dispose();
        Assert.Throws<ObjectDisposedException>(() => unit.invoke("f", 1));
    }

    [SkippableFact]
    public void Invoke_FromManyThreads_Works()
    {
        using var unit = jit.compile("def f(x, n: int):\n  for i in range(n):\n    x = x + 1\n  return x\n");
        Parallel.For(0, 200, i =>
        {
            using var scope = NewDisposeScope();
            Assert.Equal(i % 7, unit.invoke<Tensor>("f", zeros(1), i % 7).item<float>());
        });
    }
}
