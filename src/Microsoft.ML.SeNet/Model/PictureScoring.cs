using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet.Model;

/// <summary>A network that adds columns to rows with pictures: what all our transformers do, whatever columns they add.</summary>
internal sealed class PictureScoring : IDisposable
{
    private readonly IHost _host;
    private readonly PictureInput _pictures;
    private readonly Func<DataViewSchema, IReadOnlyList<NetworkColumn>> _added;

    /// <summary>Makes the network ready on the device that the environment asks for.</summary>
    /// <param name="env">The catalog's environment, whose settings say where the network computes.</param>
    /// <param name="host">The transformer's.</param>
    /// <param name="trained">The trained form of the network; belongs to this object from now on, if this does not fail.</param>
    /// <param name="normalization">The network's input step.</param>
    /// <param name="pictures">What is read.</param>
    /// <param name="added">The columns to add to an input schema.</param>
    /// <param name="ended">The exception for calls after disposal.</param>
    internal PictureScoring(
        IHostEnvironment env,
        IHost host,
        NetworkState trained,
        Normalization normalization,
        PictureInput pictures,
        Func<DataViewSchema, IReadOnlyList<NetworkColumn>> added,
        Func<Exception> ended)
    {
        (_host, _pictures, _added) = (host, pictures, added);
        using var channel = host.Start("Model");
        var device = DeviceChoice.Of(env, channel);
        Scorer = new BatchScorer(trained, normalization, pictures.Evaluation.ImageSize, device, ended);
        channel.Trace("{0} scores {1} pictures at a time on {2}.", trained.Options.Name, pictures.BatchSize, device.ToString());
    }

    internal BatchScorer Scorer { get; }

    /// <summary>What convolutions compute in.</summary>
    internal ScoringPrecision Precision
    {
        get => Scorer.Precision;
        set
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(
                    nameof(value), $"{nameof(Precision)}: expected {string.Join(" or ", Enum.GetNames<ScoringPrecision>())}, got {value}.");
            if (value == ScoringPrecision.BFloat16 && !Precisions.CanBFloat16(Scorer.Device))
                throw new NotSupportedException(
                    "Precision BFloat16 needs a processor with AVX-512 (BW, VL and DQ), or a GPU; this one has not. "
                    + "Leave the precision at Float32.");
            Scorer.Precision = value;
        }
    }

    /// <summary>How many threads compute a call; null for as many as libtorch has.</summary>
    internal int? Threads
    {
        get => Scorer.Threads;
        set
        {
            if (value < 1)
                throw new ArgumentOutOfRangeException(
                    nameof(value), $"{nameof(Threads)}: expected 1 or more, or null for as many as libtorch has, got {value}.");
            Scorer.Threads = value;
        }
    }

    /// <summary>The schema with the added columns.</summary>
    internal DataViewSchema OutputSchema(DataViewSchema inputSchema) => Columns(inputSchema).Output;

    /// <summary>The rows with the added columns, computed in batches when they are read.</summary>
    internal IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new ScoringView(_host, input, _pictures, Scorer, Columns(input.Schema));
    }

    /// <summary>Row by row.</summary>
    internal IRowToRowMapper Mapper(DataViewSchema inputSchema) => new ScoringMapper(_host, _pictures, Scorer, Columns(inputSchema));

    /// <summary>The network once more in its trained form, for others; the caller disposes it.</summary>
    internal SeResNet CopyOfNetwork()
    {
        using var call = Scorer.Enter();
        return Scorer.Trained.ToNetwork();
    }

    /// <summary>Waits for running calls and frees what they used.</summary>
    public void Dispose() => Scorer.Dispose();

    private ScoringColumns Columns(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        Scorer.Enter().Dispose();
        return new ScoringColumns(_host, _pictures, inputSchema, _added(inputSchema));
    }
}
