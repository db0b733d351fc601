using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Golden;

/// <summary>PyTorch's operators by the names of tests/Golden/operator_cases.py, as TorchSharp's public API has them.</summary>
internal static class OperatorTable
{
    internal static readonly Dictionary<string, Func<OperatorArguments, Tensor[]>> Rows = new()
    {
        ["conv2d"] = a => [conv2d(a["input"], a["weight"], a.Input("bias"), a.Longs("stride"), a.Longs("padding"), a.Longs("dilation"), a.Long("groups") ?? 1)],
        ["linear"] = a => [linear(a["input"], a["weight"], a.Input("bias"))],
        ["batch_norm"] = BatchNorm,

        ["relu"] = a => [relu(a["input"])],
        ["sigmoid"] = a => [a["input"].sigmoid()],
        ["tanh"] = a => [a["input"].tanh()],
        ["softmax"] = a => [softmax(a["input"], a.Long("dim")!.Value)],
        ["log_softmax"] = a => [log_softmax(a["input"], a.Long("dim")!.Value)],
        ["clamp"] = a => [a["input"].clamp(a.Number("min"), a.Number("max"))],

        ["cross_entropy"] = a => [cross_entropy(a["input"], a["target"], a.Input("weight"), a.Long("ignore_index") ?? -100, a.Reduction, a.Double("label_smoothing") ?? 0)],
        ["mse_loss"] = a => [mse_loss(a["input"], a["target"], a.Reduction)],
        ["nll_loss"] = a => [nll_loss(a["input"], a["target"], a.Input("weight"), a.Reduction)],

        ["max_pool2d"] = a => [max_pool2d(a["input"], a.Long("kernel_size")!.Value, a.Long("stride"), a.Long("padding"), ceil_mode: a.Bool("ceil_mode"))],
        ["avg_pool2d"] = AveragePool,
        ["adaptive_avg_pool2d"] = a => [adaptive_avg_pool2d(a["input"], a.Size("output_size"))],
        ["adaptive_max_pool2d"] = a => [adaptive_max_pool2d(a["input"], a.Size("output_size"))],

        ["amax"] = a => [a["input"].amax(a.Longs("dim")!, a.Bool("keepdim"))],
        ["mean"] = a => [a["input"].mean(a.Longs("dim")!, a.Bool("keepdim"))],
        ["sum"] = a => [a["input"].sum(a.Longs("dim")!, a.Bool("keepdim"))],
        ["var_mean"] = a => Both(var_mean(a["input"], a.Longs("dim")!, a.Bool("unbiased"))),
        ["std"] = a => [a["input"].std(a.Longs("dim")!, a.Bool("unbiased"))],
        ["norm"] = Norm,
        ["cumsum"] = a => [a["input"].cumsum(a.Long("dim")!.Value)],
        ["argmax"] = a => [a["input"].argmax(a.Long("dim")!.Value)],
        ["topk"] = a => Both(a["input"].topk((int)a.Long("k")!.Value, (int)a.Long("dim")!.Value)),

        ["interpolate"] = Interpolate,
        ["pad"] = a => [pad(a["input"], a.Longs("pad")!, Enum.Parse<PaddingModes>(a.String("mode")!, ignoreCase: true))],
        ["flip"] = a => [a["input"].flip(a.Longs("dims")!)],
        ["index_select"] = a => [a["input"].index_select(a.Long("dim")!.Value, a["index"])],
        ["gather"] = a => [a["input"].gather(a.Long("dim")!.Value, a["index"])],
        ["where"] = a => [where(a["condition"], a["input"], a["other"])],

        ["matmul"] = a => [a["input"].matmul(a["other"])],
        ["addmm"] = a => [a["input"].addmm(a["mat1"], a["mat2"], (float)a.Double("beta")!.Value, (float)a.Double("alpha")!.Value)],
    };

    private static Tensor[] Both((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];

    /// <summary>The layer, which also counts. TorchSharp's knows no cumulative average; it is the momentum 1 / (batches with this one).</summary>
    private static Tensor[] BatchNorm(OperatorArguments a)
    {
        string[] state = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];
        var momentum = a.Double("momentum") ?? 1.0 / (a["num_batches_tracked"].ToInt64() + 1);
        var layer = a.Keep(nn.BatchNorm2d(a["input"].shape[1], a.Double("eps")!.Value, momentum));
        layer.load_state_dict(state.ToDictionary(name => name, name => a[name]));
        layer.train(a.Bool("training"));
        foreach (var (name, parameter) in layer.named_parameters())
            a[name] = parameter;
        return [layer.call(a["input"]), .. state[2..].Select(name => layer.get_buffer(name)!)];
    }

    /// <summary>The layer: the function's parameters differ between TorchSharp's versions.</summary>
    private static Tensor[] AveragePool(OperatorArguments a)
    {
        var countPadding = !a.Untouched.Contains("count_include_pad") || a.Bool("count_include_pad");
        using var layer = nn.AvgPool2d(a.Long("kernel_size")!.Value, a.Long("stride"), a.Long("padding"), count_include_pad: countPadding);
        return [layer.call(a["input"])];
    }

    private static Tensor[] Norm(OperatorArguments a)
    {
        var p = (float)a.Double("p")!.Value;
        return [a.Untouched.Contains("dim") ? a["input"].norm(a.OnlyDimension("dim"), a.Bool("keepdim"), p) : a["input"].norm(p)];
    }

    /// <summary>By mode: <c>interpolate</c> itself differs between TorchSharp's versions.</summary>
    private static Tensor[] Interpolate(OperatorArguments a) => a.String("mode") switch
    {
        "nearest" => [upsample_nearest2d(a["input"], a.Longs("size"))],
        "bilinear" => [upsample_bilinear(a["input"], a.Longs("size"), align_corners: a.Bool("align_corners"))],
        var mode => throw new ArgumentException($"No row for the mode {mode}."),
    };
}
