using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet;

/// <summary>How a network is written as an ONNX model.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The name of the input unless another is set: a column of pixels in ML.NET's <c>ApplyOnnxModel</c>.</summary>
    public const string DefaultInputName = "Pixels";

    /// <summary>The name of the output unless another is set, that of ML.NET's score columns.</summary>
    public const string DefaultOutputName = "Score";

    private static readonly int[] s_opsets = [13, 17];

    /// <summary>The version of ONNX's operators: 13 for runtimes since 2020 (ONNX 1.8), 17 for those since 2022 (ONNX 1.12).</summary>
    /// <value>13 or 17; 17 unless set.</value>
    /// <remarks>The operators used here mean the same in both.</remarks>
    public int Opset { get; init; } = 17;

    /// <summary>Whether the scores are probabilities, which sum to 1, instead of the network's logits.</summary>
    /// <value>True unless set.</value>
    public bool Softmax { get; init; } = true;

    /// <summary>The name of the input.</summary>
    /// <value>A name without a dot; <see cref="DefaultInputName"/> unless set.</value>
    public string InputName { get; init; } = DefaultInputName;

    /// <summary>The name of the output.</summary>
    /// <value>A name without a dot, other than the input's; <see cref="DefaultOutputName"/> unless set.</value>
    public string OutputName { get; init; } = DefaultOutputName;

    /// <summary>Checks every value at once.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message lists all that are.</exception>
    internal OnnxExportOptions Checked()
    {
        var faults = new Faults(nameof(OnnxExportOptions));
        faults.Require(s_opsets.Contains(Opset), nameof(Opset), string.Join(" or ", s_opsets), Opset);
        faults.Require(IsName(InputName), nameof(InputName), "a name without a dot, which the names of layers have", Quoted(InputName));
        faults.Require(
            IsName(OutputName) && OutputName != InputName,
            nameof(OutputName),
            "a name without a dot, other than the input's",
            Quoted(OutputName));
        faults.ThrowIfAny("options");
        return this;
    }

    private static bool IsName(string? name) => !string.IsNullOrEmpty(name) && !name.Contains('.', StringComparison.Ordinal);

    private static string? Quoted(string? name) => name is null ? null : $"'{name}'";
}
