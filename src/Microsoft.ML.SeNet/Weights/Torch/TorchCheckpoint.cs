using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>
/// A PyTorch checkpoint (.pth, .pt, .th) opened for reading, of either format. Opening reads the pickles, which describe the tensors, and
/// runs
/// nothing of them; the numbers are read when asked for, one storage at a time.
/// </summary>
internal sealed class TorchCheckpoint : ITensorSource
{
    private readonly OrderedDictionary<string, TorchTensor> _tensors;
    private readonly ITorchStorages _storages;
    private (string Key, IDataSource Data)? _open;

    internal TorchCheckpoint(string name, object? root, ITorchStorages storages)
    {
        Name = name;
        _storages = storages;
        _tensors = TorchStateDict.Of(root, name);
        Tensors = _tensors.ToDictionary(item => item.Key, item => new TensorEntry(item.Value.Storage.DType, item.Value.Shape));
    }

    public string Name { get; }

    public string Format => _storages.Format;

    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    public void ReadInto(string name, Tensor destination)
    {
        var tensor = _tensors[name];
        var elements = new TorchElements(tensor, Opened(tensor.Storage));
        TensorBytes.Fill(destination, tensor.Storage.DType, (offset, bytes) =>
        {
            elements.Read(offset, bytes);
            // A C++ bool of any other value is undefined behavior in every operator that meets it.
            if (tensor.Storage.DType == SafetensorsDType.BOOL && bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
                throw TorchFormat.Error(Name, $"data of {SafetensorsFormat.Quote(name)}", "booleans of 0 or 1", "others");
        });
    }

    public void Dispose()
    {
        _open?.Data.Dispose();
        _storages.Dispose();
    }

    /// <summary>One storage is kept, since tensors that share one often follow each other.</summary>
    private IDataSource Opened(TorchStorage storage)
    {
        if (_open is { } open && open.Key == storage.Key)
            return open.Data;
        _open?.Data.Dispose(); // frees memory before more is taken
        _open = null;
        _open = (storage.Key, _storages.Open(storage));
        return _open.Value.Data;
    }
}
