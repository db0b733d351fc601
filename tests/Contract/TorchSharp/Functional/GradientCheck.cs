using static TorchSharp.torch;

namespace TorchSharp.Tests.Functional;

/// <summary>Compares autograd's gradients with central differences, in float64.</summary>
internal static class GradientCheck
{
    private const double Step = 1e-6;
    private const double Tolerance = 1e-7; // differences are good to about Step² · f''' + 1e-16 / Step

    /// <summary>Inputs are numbers in [−1, 1) of the given shapes; the output is summed with weights that differ everywhere.</summary>
    internal static void Run(Func<Tensor[], Tensor> function, params long[][] shapes)
    {
        var random = new Random(1);
        var numbers = shapes.Select(shape => Enumerable.Range(0, (int)shape.Aggregate(1L, (product, size) => product * size)).Select(_ => 2 * random.NextDouble() - 1).ToArray()).ToArray();
        var gradients = Analytic(function, numbers, shapes);
        for (var i = 0; i < numbers.Length; i++)
            for (var j = 0; j < numbers[i].Length; j++)
            {
                var difference = Numeric(function, numbers, shapes, i, j);
                Assert.True(Math.Abs(difference - gradients[i][j]) <= Tolerance, $"input {i}, element {j}: differences say {difference}, autograd {gradients[i][j]}");
            }
    }

    private static double[][] Analytic(Func<Tensor[], Tensor> function, double[][] numbers, long[][] shapes)
    {
        using var scope = NewDisposeScope();
        var inputs = numbers.Select((array, i) => tensor(array, shapes[i], requires_grad: true)).ToArray();
        return [.. autograd.grad([Project(function(inputs))], inputs).Select(Numbers.In)];
    }

    private static double Numeric(Func<Tensor[], Tensor> function, double[][] numbers, long[][] shapes, int input, int element)
    {
        var original = numbers[input][element];
        double At(double value)
        {
            using var scope = NewDisposeScope();
            numbers[input][element] = value;
            return Project(function([.. numbers.Select((array, i) => tensor(array, shapes[i]))])).ToDouble();
        }
        var slope = (At(original + Step) - At(original - Step)) / (2 * Step);
        numbers[input][element] = original;
        return slope;
    }

    private static Tensor Project(Tensor output) => output.flatten().mul(linspace(0.5, 1.5, output.numel(), float64)).sum();
}
