using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.ML.SeNet.Compute.OneDnn;
using Microsoft.ML.SeNet.Network.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>
/// Convolutions whose weights oneDNN keeps in the order that its kernels read them in, with bias in the same pass and, where asked for,
/// ReLU after it. TorchSharp has no such operator, and TorchScript knows it only within an archive: so this one writes a small archive and
/// has it loaded. For any number of threads once all are added; float32 and bfloat16, on the CPU.
/// </summary>
/// <remarks>
/// The operator could apply ReLU, too. But oneDNN's makes 0 of what is not a number, so that a network whose weights have gone wrong would
/// give plausible scores; ours and libtorch's leave it as it is.
/// </remarks>
internal sealed class OneDnnConvolutions : IDisposable
{
    private const string Name = "OneDnnConvolutions";

    // "packed" is a list of what the operator gives, which only TorchScript can hold.
    private const string Code = $$"""
        class {{Name}}(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          packed : List[__torch__.torch.classes.mkldnn.ConvOpContext]
          def add(self: __torch__.{{Name}}, weight: Tensor, bias: Tensor, stride: int, above: int, beside: int, groups: int) -> int:
            size = [1, torch.mul(torch.size(weight, 1), groups), 56, 56]
            context = ops.mkldnn_prepacked.conv2d_prepack(weight, bias, [stride, stride], [above, beside], [1, 1], groups, size, "none")
            _0 = torch.append(self.packed, context)
            return torch.sub(torch.len(self.packed), 1)
          def run(self: __torch__.{{Name}}, input: Tensor, number: int) -> Tensor:
            return ops.mkldnn_prepacked.conv2d_run(input, self.packed[number])
          def clear(self: __torch__.{{Name}}) -> int:
            torch.clear(self.packed)
            return 0

        """;

    private static readonly Lazy<Exception?> s_obstacle = new(FindObstacle);

    // TorchSharp's ScriptModule.Dispose lists the modules within, the module itself among them, by a reference that nobody gives back: a
    // module lives for ever, and what it holds. So it holds nothing between two uses, and the next one takes it.
    private static readonly ConcurrentBag<jit.ScriptModule> s_empty = [];

    private readonly jit.ScriptModule _script = s_empty.TryTake(out var empty) ? empty : jit.load(Archive());
    private readonly List<Activation> _activations = [];
    private bool _isDisposed;

    /// <summary>Why this libtorch cannot do it; null where it can.</summary>
    internal static Exception? Obstacle => s_obstacle.Value;

    /// <summary>Packs a convolution.</summary>
    /// <param name="convolution">In float32 or bfloat16; not needed afterwards.</param>
    /// <returns>Its number, for <see cref="Run"/>.</returns>
    internal int Add(FoldedConvolution convolution)
    {
        using var scope = NewDisposeScope();
        var padding = convolution.Padding;
        // Packed from channels-last weights it is for channels-last pictures.
        var channelsLast = convolution.Weight.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        using var number = _script.invoke<Scalar>(
            "add", channelsLast, convolution.Bias, convolution.Stride, padding.Height, padding.Width, convolution.Groups);
        _activations.Add(convolution.Activation);
        return number.ToInt32();
    }

    /// <summary>Applies a convolution: (N, C, H, W) → (N, C', H', W'), channels-last as its input is.</summary>
    internal Tensor Run(Tensor input, int number)
    {
        var answer = _script.invoke<Tensor>("run", input, number);
        return MapActivation.Overwrite(answer, _activations[number]);
    }

    /// <summary>Frees the weights; nothing may run then.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        _script.invoke<Scalar>("clear").Dispose();
        s_empty.Add(_script);
    }

    /// <summary>Tries one: a libtorch without oneDNN does not know the operators, and says so in an exception of its own.</summary>
    private static Exception? FindObstacle()
    {
        if (!OneDnnLibrary.IsUsable)
            return new NotSupportedException("oneDNN is switched off.");
        using var scope = NewDisposeScope();
        try
        {
            using var packed = new OneDnnConvolutions();
            var number = packed.Add(new FoldedConvolution(ones(1, 1, 1, 1), zeros(1), Stride: 1, Groups: 1, Activation.ReLU));
            packed.Run(ones(1, 1, 1, 1), number);
            return null;
        }
        catch (Exception e) when (e is System.Runtime.InteropServices.ExternalException)
        {
            return e;
        }
    }

    /// <summary>A TorchScript archive: a zip of the code, the attributes as a pickle, no constants, and the format's version.</summary>
    private static byte[] Archive()
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "data.pkl", Attributes());
            Write(zip, "code/__torch__.py", Encoding.UTF8.GetBytes(Code.ReplaceLineEndings("\n")));
            Write(zip, "constants.pkl", [0x80, 2, (byte)')', (byte)'.']); // an empty tuple
            Write(zip, "version", "3\n"u8.ToArray());
        }
        return bytes.ToArray();
    }

    /// <summary>An object of our class with { training: False, packed: [] }, in pickle's protocol 2.</summary>
    private static byte[] Attributes()
    {
        const byte NewFalse = 0x89;
        const byte NewObject = 0x81;
        return
        [
            0x80, 2, .. Encoding.UTF8.GetBytes($"c__torch__\n{Name}\n"), (byte)')', NewObject,
            (byte)'}', (byte)'(', .. Text("training"), NewFalse, .. Text("packed"), (byte)']', (byte)'u', (byte)'b', (byte)'.',
        ];
    }

    private static byte[] Text(string text) => [(byte)'X', (byte)text.Length, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)];

    private static void Write(ZipArchive zip, string name, byte[] content)
    {
        using var entry = zip.CreateEntry($"{Name}/{name}", CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
