using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Weights;
using Microsoft.ML.SeNet.Weights.Flavors;
using Microsoft.ML.SeNet.Weights.Onnx;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet;

/// <content>How weights leave for other programs.</content>
public sealed partial class SeNetWeights
{
    /// <summary>
    /// Writes the weights as safetensors under timm's names, with all that belongs to them, whole or not at all. Any safetensors reader
    /// takes the
    /// file as it is; see docs/weights.md.
    /// </summary>
    /// <param name="path">The file to create or to replace.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The model that they are in was disposed.</exception>
    public void Save(string path)
    {
        using var network = ToNetwork();
        var metadata = NetworkWeights.Describe(network.Options);
        var others = new OrderedDictionary<string, string>(metadata.Others.Concat(TimmMetadata.Of(network.Options, Surroundings)))
        {
            [SurroundingsKey] = JsonSerializer.Serialize(Surroundings),
        };
        SafetensorsWriter.Write(path, TimmNames.State(network), (metadata with { Others = others }).ToDictionary());
    }

    /// <summary>
    /// Writes the weights in TorchSharp's own format, as <c>Module.save</c> does, whole or not at all: the <c>load</c> of a
    /// <see cref="SeResNet"/>
    /// with equal options takes them. The format has names, types and numbers, and nothing about the network.
    /// </summary>
    /// <param name="path">The file to create or to replace.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The model that they are in was disposed.</exception>
    public void SaveAsTorchSharp(string path)
    {
        using var network = ToNetwork();
        AtomicFile.Write(path, stream =>
        {
            using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
            network.save(writer);
        });
    }

    /// <summary>Writes the network as an ONNX model, whole or not at all.</summary>
    /// <param name="path">The file to create or to replace.</param>
    /// <param name="options">Opset, softmax and names; the defaults where null.</param>
    /// <remarks>
    /// Input: pictures (N, 3, S, S), float32, planes of red, green and blue with values of 0 to 255, as ML.NET's <c>ExtractPixels</c> makes
    /// them
    /// unless told otherwise; the graph normalizes them. N differs from call to call; where <see cref="Evaluation"/> does not tell S,
    /// height and width do too.
    /// Output: scores (N, K). Labels, normalization, sizes and the network are in the model's metadata; see docs/weights.md.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message lists all that are.</exception>
    /// <exception cref="NotSupportedException">
    /// Pictures do not have 3 channels, or the model would be larger than the format allows (2 GB).
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The model that the weights are in was disposed.</exception>
    public void SaveAsOnnx(string path, OnnxExportOptions? options = null)
    {
        var chosen = CheckedForOnnx(options);
        AtomicFile.Write(path, stream => WriteOnnx(stream, chosen));
    }

    /// <summary>Writes the network as an ONNX model to a stream, which stays open.</summary>
    /// <param name="stream">Writable; need not seek.</param>
    /// <param name="options">Opset, softmax and names; the defaults where null.</param>
    /// <inheritdoc cref="SaveAsOnnx(string, OnnxExportOptions?)"/>
    public void SaveAsOnnx(Stream stream, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WriteOnnx(stream, CheckedForOnnx(options));
    }

    private OnnxExportOptions CheckedForOnnx(OnnxExportOptions? options) => !HasHead
        ? throw new NotSupportedException(
            $"Cannot write {this} as ONNX: expected weights with a fully connected layer, whose scores the model would put out, got none. "
            + "Train from them first, or save them as safetensors.")
        : Network.InputChannels == RgbView.Channels
        ? (options ?? new OnnxExportOptions()).Checked()
        : throw new NotSupportedException(string.Create(
            CultureInfo.InvariantCulture,
            $"Cannot write {this} as ONNX: expected a network of pictures with {RgbView.Channels} channels, red, green and blue, "
            + $"which the graph normalizes, got {Network.InputChannels}. Save the weights as safetensors."));

    private void WriteOnnx(Stream stream, OnnxExportOptions options)
    {
        using var trained = NetworkState.Take(ToNetwork());
        using var scope = NewDisposeScope(); // for the folded weights
        var weights = new FoldedWeights(trained).ToDictionary();
        var metadata = new OrderedDictionary<string, string>(
            NetworkWeights.Describe(Network).ToDictionary().Concat(TimmMetadata.Of(Network, Surroundings)))
        {
            [SurroundingsKey] = JsonSerializer.Serialize(Surroundings),
        };
        metadata.Remove("format");
        OnnxModel.Write(
            ToString(), OnnxNetwork.Of(trained.Options, weights, Normalization, Evaluation, options), options.Opset, metadata, stream);
    }
}
