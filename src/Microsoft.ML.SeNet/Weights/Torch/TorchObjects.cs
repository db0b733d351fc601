using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>
/// The objects of a checkpoint (torch/_utils.py, torch/serialization.py): storages, and tensors as views of them. Whatever else a file
/// names
/// is unknown here.
/// </summary>
internal sealed class TorchObjects : IPickleObjects
{
    private enum Builder
    {
        OrderedDict,
        Tensor,
        Parameter,
    }

    private static readonly Dictionary<string, object> s_globals = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = Builder.OrderedDict,
        ["torch._utils._rebuild_tensor"] = Builder.Tensor, // PyTorch before 0.4
        ["torch._utils._rebuild_tensor_v2"] = Builder.Tensor,
        ["torch._utils._rebuild_parameter"] = Builder.Parameter,
        ["torch.DoubleStorage"] = SafetensorsDType.F64,
        ["torch.FloatStorage"] = SafetensorsDType.F32,
        ["torch.HalfStorage"] = SafetensorsDType.F16,
        ["torch.BFloat16Storage"] = SafetensorsDType.BF16,
        ["torch.LongStorage"] = SafetensorsDType.I64,
        ["torch.IntStorage"] = SafetensorsDType.I32,
        ["torch.ShortStorage"] = SafetensorsDType.I16,
        ["torch.CharStorage"] = SafetensorsDType.I8,
        ["torch.ByteStorage"] = SafetensorsDType.U8,
        ["torch.BoolStorage"] = SafetensorsDType.BOOL,
    };

    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storages that tensors were made of, by their keys.</summary>
    internal IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    public object? Global(string name) => s_globals.GetValueOrDefault(name);

    public object? Call(object callable, object?[] arguments) => (callable, arguments) switch
    {
        (Builder.OrderedDict, []) => new PickleDictionary(),
        (Builder.OrderedDict, [List<object?> pairs]) => Dictionary(pairs), // Python 2
        (Builder.Tensor, [StorageView view, long offset, object?[] shape, object?[] strides, ..]) => Tensor(view, offset, shape, strides),
        (Builder.Parameter, [TorchTensor tensor, ..]) => tensor,
        _ => null,
    };

    /// <summary>
    /// ("storage", its type, its key, where it was, how many elements, and in the legacy format perhaps (key, offset, size) of a view).
    /// </summary>
    public object? Outside(object? description) => description switch
    {
        object?[] and ["storage", SafetensorsDType type, string key, _, long count] => View(type, key, count, null),
        object?[] and ["storage", SafetensorsDType type, string key, _, long count, null] => View(type, key, count, null),
        object?[] and ["storage", SafetensorsDType type, string key, _, long count, object?[] and [_, long offset, long size]] => View(
            type, key, count, (offset, size)),
        _ => null,
    };

    private StorageView? View(SafetensorsDType type, string key, long count, (long Offset, long Size)? part)
    {
        if (count < 0 || count > long.MaxValue / type.Size())
            return null;
        var storage = new TorchStorage(key, type, count);
        if (!_storages.TryAdd(key, storage) && _storages[key] != storage)
            return null;
        var (offset, size) = part ?? (0, count);
        return offset >= 0 && size >= 0 && offset <= count - size ? new StorageView(_storages[key], offset, size) : null;
    }

    private static TorchTensor? Tensor(StorageView view, long offset, object?[] shape, object?[] strides)
    {
        if (!shape.All(size => size is long) || !strides.All(stride => stride is long) || offset < 0 || offset > view.Size)
            return null;
        return TorchTensor.Of(view.Storage, view.Offset + offset, [.. shape.Cast<long>()], [.. strides.Cast<long>()]);
    }

    private static PickleDictionary? Dictionary(List<object?> pairs)
    {
        var dictionary = new PickleDictionary();
        foreach (var pair in pairs)
        {
            if (pair is not List<object?> { Count: 2 } and not object?[] { Length: 2 })
                return null;
            var items = (IReadOnlyList<object?>)pair;
            dictionary.Add(new(items[0], items[1]));
        }
        return dictionary;
    }

    /// <summary>A storage, or in the legacy format a part of one.</summary>
    private sealed record StorageView(TorchStorage Storage, long Offset, long Size);
}
