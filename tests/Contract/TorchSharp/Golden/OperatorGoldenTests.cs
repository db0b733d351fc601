using static TorchSharp.torch;

namespace TorchSharp.Tests.Golden;

/// <summary>Single operators, forward and backward, against PyTorch's numbers (tests/Golden, group operators).</summary>
public sealed class OperatorGoldenTests : TensorTest
{
    private const double Tolerance = 4e-6;

    public static TheoryData<string> Cases => GoldenFile.Names("operators");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Operator_GoldenCase_GivesPyTorchsResultsAndGradients(string name)
    {
        using var golden = GoldenFile.Open("operators", name);
        var description = golden.Case<OperatorCase>();
        var gradients = golden.Under("grad.");
        var inputs = golden.Under("in.");
        foreach (var input in gradients.Keys)
            inputs[input].requires_grad = true;
        using var arguments = new OperatorArguments(inputs, description.Attributes);

        Assert.True(OperatorTable.Rows.TryGetValue(description.Operator, out var row), $"no row for the operator {description.Operator}");
        var outputs = row(arguments);

        Assert.Empty(arguments.Untouched);
        AssertOutputs(golden.Under("out."), outputs);
        if (gradients.Count == 0)
            return;
        Backward(outputs, golden.Under("probe."));
        Close.All(gradients.Select(pair => ($"gradient of {pair.Key}", pair.Value, arguments[pair.Key].grad!)), Tolerance);
    }

    [Fact]
    public void Rows_EachOperator_HasACase()
    {
        var unused = OperatorTable.Rows.Keys.ToHashSet();
        foreach (string name in Cases)
        {
            using var golden = GoldenFile.Open("operators", name);
            unused.Remove(golden.Case<OperatorCase>().Operator);
        }

        Assert.Empty(unused);
    }

    private static void AssertOutputs(Dictionary<string, Tensor> expected, Tensor[] outputs)
    {
        Assert.Equal(expected.Count, outputs.Length);
        var pairs = outputs.Select((output, k) => ($"output {k}", expected[$"{k}"], output)).ToList();
        Assert.All(pairs, pair => Assert.Equal(pair.Item2.dtype, pair.output.dtype));
        Close.All(pairs, Tolerance);
    }

    /// <summary>Backward from the sum over k of sum(output k · probe k).</summary>
    private static void Backward(Tensor[] outputs, Dictionary<string, Tensor> probes)
    {
        var total = zeros(1);
        foreach (var (k, probe) in probes)
            total = total + (outputs[int.Parse(k)] * probe).sum();
        total.backward();
    }
}
