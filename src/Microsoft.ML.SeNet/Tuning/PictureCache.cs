using Microsoft.ML.SeNet.Trainer;

namespace Microsoft.ML.SeNet.Tuning;

/// <summary>
/// The decoded pictures that all trials share. One size is kept at a time; another one is loaded when a trial asks for it.
/// </summary>
/// <param name="train">The rows to train on.</param>
internal sealed class PictureCache(IDataView train) : IDisposable
{
    private SharedPictures? _pictures;
    private int _side;

    /// <summary>The pictures at a trainer's size; good until another size is asked for.</summary>
    internal SharedPictures For(SeResNetTrainer trainer)
    {
        var side = trainer.EvaluationOf(train.Schema).StoredSide;
        if (_pictures is null || _side != side)
        {
            _pictures?.Dispose();
            _pictures = null;
            (_pictures, _side) = (trainer.LoadPictures(train), side);
        }
        return _pictures;
    }

    /// <summary>The pictures that are loaded.</summary>
    internal SharedPictures Present => _pictures ?? throw new InvalidOperationException("No pictures are loaded.");

    public void Dispose() => _pictures?.Dispose();
}
