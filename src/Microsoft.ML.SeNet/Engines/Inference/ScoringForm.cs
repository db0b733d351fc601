using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>
/// A network in the form that scores fastest on its device: on the CPU with packed convolutions and our own kernels between them, elsewhere with
/// batch normalization folded. The form depends on device, precision and libtorch, never on a measurement, so equal calls give equal bits. For any number of
/// threads; a call keeps no tensor.
/// </summary>
internal sealed class ScoringForm : IDisposable
{
    // glibc loads libraries under a lock that the first call of any native function takes, too: unpacking is to have made its first calls by then.
    private static readonly TimeSpan s_headStart = TimeSpan.FromMilliseconds(20);
    private static readonly Lazy<Task> s_prepared = new(() => Task.Factory.StartNew(Load, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    private readonly PackedConvolutions? _packed;
    private readonly SeResNet _network;
    private readonly ScalarType _type;

    /// <param name="trained">The trained form; stays the caller's and as it is, and is not needed afterwards.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="precision">What convolutions compute in.</param>
    /// <param name="ended">The exception for calls after disposal.</param>
    internal ScoringForm(NetworkState trained, Device device, ScoringPrecision precision, Func<Exception> ended)
    {
        Calls = new RunningCalls(ended);
        _type = precision == ScoringPrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        _packed = device.type == DeviceType.CPU && PackedConvolutions.Obstacle is null ? new PackedConvolutions() : null;
        try
        {
            _network = _packed is null ? InferenceForm.Of(trained).to(device, _type) : InferenceForm.Packed(trained, _packed, _type);
        }
        catch
        {
            _packed?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Begins, once a process and on another thread, what its first form waits for longest: libtorch is loaded and tried. For whoever is about to unpack
    /// a model. What fails there fails again, and is heard of, when the form is made.
    /// </summary>
    internal static void Prepare() => _ = s_prepared.Value;

    /// <summary>Those that use this form.</summary>
    internal RunningCalls Calls { get; }

    /// <summary>(N, 3, H, W) float32 → (N, F), what the head sees.</summary>
    internal Tensor Features(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _network.Features(Narrowing.To(input, _type)).MoveToOuterDisposeScope();
    }

    /// <summary>What <see cref="Features"/> gave → logits (N, K).</summary>
    internal Tensor Head(Tensor features) => _network.Head(features);

    /// <summary>Waits for running calls and frees the network.</summary>
    public void Dispose()
    {
        if (!Calls.End())
            return;
        _network.Dispose();
        _packed?.Dispose();
    }

    // On a thread of its own, with which libgomp's helpers for it end.
    private static void Load()
    {
        Thread.Sleep(s_headStart);
        ComputeStart.Ensure();
        _ = PackedConvolutions.Obstacle;
    }
}
