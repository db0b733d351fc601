using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Model;

/// <summary>
/// Scores batches of prepared pictures: bytes (N, S, S, 3) → probabilities (N, K) and features (N, F). Owns the plan that scores and the
/// weights that it is compiled from. For any number of threads; a call keeps no tensor.
/// </summary>
internal sealed class BatchScorer : IDisposable
{
    private readonly Normalization _normalization;
    private readonly int _imageSize;
    private readonly RunningCalls _calls;
    private readonly Func<Exception> _ended;
    private readonly object _gate = new();
    private ScoringPrecision _precision;
    private (InferencePlan Plan, RunningCalls Calls) _current;

    /// <summary>Takes the weights and compiles the plan that scores.</summary>
    /// <param name="trained">The trained form; belongs to this object from now on, if this does not fail.</param>
    /// <param name="normalization">The network's input step.</param>
    /// <param name="imageSize">S, the side of the pictures in pixels.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="ended">The exception for calls after disposal.</param>
    internal BatchScorer(NetworkState trained, Normalization normalization, int imageSize, Device device, Func<Exception> ended)
    {
        ComputeStart.Ensure();
        (Trained, _normalization, _imageSize, Device) = (trained, normalization, imageSize, device);
        (_ended, _calls) = (ended, new RunningCalls(ended));
        _current = Compiled(_precision);
    }

    /// <summary>The trained form, for saving and further training.</summary>
    internal NetworkState Trained { get; }

    /// <summary>Where it computes.</summary>
    internal Device Device { get; }

    /// <summary>K.</summary>
    internal int Classes => Trained.Options.Classes;

    /// <summary>F: the numbers that the head sees.</summary>
    internal int Features => Trained.Options.FeatureCount;

    /// <summary>Bytes of one picture.</summary>
    internal int PictureBytes => _imageSize * _imageSize * RgbView.Channels;

    /// <summary>What convolutions compute in, for calls that begin from now on.</summary>
    internal ScoringPrecision Precision
    {
        get => _precision;
        set
        {
            using var call = Enter();
            if (value == _precision)
                return;
            var other = Compiled(value);
            lock (_gate)
                (_precision, other, _current) = (value, _current, other);
            End(other);
        }
    }

    /// <summary>How many threads compute; null for as many as libtorch has.</summary>
    internal int? Threads { get; set; }

    /// <summary>Scores so many pictures in one pass.</summary>
    /// <param name="pixels">(count, S, S, 3), red first.</param>
    /// <param name="count">N, at least 1.</param>
    /// <param name="scores">Gets (count, K), each row of which sums to 1; empty where they are not wanted.</param>
    /// <param name="features">Gets (count, F), what the head sees; empty where they are not wanted.</param>
    internal void Score(ReadOnlySpan<byte> pixels, int count, Span<float> scores, Span<float> features = default)
    {
        using var call = Enter();
        var (plan, use) = EnterPlan();
        using (use)
        using (ComputeThreads.Limit(Threads))
        using (inference_mode())
        using (NewDisposeScope())
        {
            var batch = empty([count, _imageSize, _imageSize, RgbView.Channels], ScalarType.Byte);
            pixels[..(count * PictureBytes)].CopyTo(batch.bytes);
            var means = plan.Features(PixelTensor.ToInput(batch, _normalization, Device)); // (N, F)
            if (!features.IsEmpty)
                Copy(means, features);
            if (!scores.IsEmpty)
                Copy(plan.Head(means).softmax(1, ScalarType.Float32), scores); // (N, K)
        }
    }

    private static void Copy(Tensor from, Span<float> to) =>
        MemoryMarshal.Cast<byte, float>(from.to_type(ScalarType.Float32).cpu().contiguous().bytes).CopyTo(to);

    private (InferencePlan Plan, RunningCalls Calls) Compiled(ScoringPrecision precision)
    {
        var type = precision == ScoringPrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        return (InferencePlan.Of(Trained, Device, type), new RunningCalls(_ended));
    }

    /// <summary>The plan of the present precision, kept alive until the call is disposed.</summary>
    private (InferencePlan Plan, RunningCalls.Call Use) EnterPlan()
    {
        lock (_gate)
            return (_current.Plan, _current.Calls.Enter());
    }

    /// <summary>Waits for the calls that use a plan and frees it.</summary>
    private static void End((InferencePlan Plan, RunningCalls Calls) compiled)
    {
        if (compiled.Calls.End())
            compiled.Plan.Dispose();
    }

    /// <summary>Keeps plan and weights alive until the result is disposed.</summary>
    /// <exception cref="ObjectDisposedException">They are gone.</exception>
    internal RunningCalls.Call Enter() => _calls.Enter();

    /// <summary>Waits for running calls and frees plan and weights.</summary>
    public void Dispose()
    {
        if (!_calls.End())
            return;
        End(_current);
        Trained.Dispose();
    }
}
