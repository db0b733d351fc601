using System.Text;
using static TorchSharp.torch;

namespace SeNetMl.Tests.Shared;

/// <summary>
/// The values of tests/Golden/pattern.py, bit for bit: FNV-1a of the name seeds splitmix64, whose upper 24 bits make floats in [−1, 1).
/// Written apart from the library's own generators, so that a fault there cannot hide here.
/// </summary>
internal static class Pattern
{
    internal static float[] Values(string name, long count)
    {
        var seed = 0xCBF29CE484222325UL;
        foreach (var b in Encoding.UTF8.GetBytes(name))
            seed = (seed ^ b) * 0x100000001B3UL;
        var values = new float[count];
        for (var k = 0L; k < count; k++)
        {
            var z = seed + (ulong)(k + 1) * 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            values[k] = ((z ^ (z >> 31)) >> 40) / 8388608f - 1;
        }
        return values;
    }

    /// <summary>In memory of libtorch's own: a tensor of an array lies wherever the array does, and MKL's products round by where
    /// their inputs begin.</summary>
    internal static Tensor Tensor(string name, params long[] shape)
    {
        using var anywhere = tensor(Values(name, shape.Aggregate(1L, (a, b) => a * b)), shape);
        return anywhere.clone();
    }

    /// <summary>Fills every parameter and buffer with the values that belong to its name.</summary>
    /// <param name="module">What to fill.</param>
    /// <param name="foreign">The name and shape that a parameter has where the values come from; its own where null.</param>
    internal static void Fill(nn.Module module, Func<string, long[], (string Name, long[] Shape)>? foreign = null)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var state = module.state_dict();
        foreach (var (name, target) in state)
        {
            var (source, shape) = foreign?.Invoke(name, target.shape) ?? (name, target.shape);
            var isNormalization = state.ContainsKey(name[..(name.LastIndexOf('.') + 1)] + "running_mean");
            target.copy_(ValuesFor(source, shape, isNormalization).view(target.shape));
        }
    }

    private static Tensor ValuesFor(string name, long[] shape, bool inBatchNorm)
    {
        if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            return zeros(shape, dtype: int64);
        var values = Values(name, shape.Aggregate(1L, (a, b) => a * b));
        var scale = shape.Length switch
        {
            4 => (float)Math.Sqrt(3.0 * 2.0 / (shape[1] * shape[2] * shape[3])),
            2 => (float)Math.Sqrt(3.0 / shape[1]),
            _ => 0.25f,
        };
        var shift = inBatchNorm
            && (name.EndsWith(".weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal))
            ? 1f
            : 0f;
        for (var i = 0; i < values.Length; i++)
            values[i] = shift + values[i] * scale;
        return tensor(values, shape);
    }
}
