using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>Finds the tensors by name in what a checkpoint holds: a state dict, or a dictionary with one in it.</summary>
internal static class TorchStateDict
{
    private const int MostListed = 10;

    // In this order: where a checkpoint has several, the weights themselves come before their average.
    private static readonly string[] s_wrappers = ["state_dict", "model_state_dict", "model", "net", "state_dict_ema"];

    internal static OrderedDictionary<string, TorchTensor> Of(object? root, string file)
    {
        if (root is not PickleDictionary dictionary)
            throw TorchFormat.Error(file, "content", "a dictionary of tensors", root is TorchTensor ? "one tensor" : "something else");
        foreach (var name in s_wrappers)
            if (dictionary.Find(pair => name.Equals(pair.Key)).Value is PickleDictionary inner)
                return Tensors(inner, file, $"'{name}'");
        return Tensors(dictionary, file, "content");
    }

    private static OrderedDictionary<string, TorchTensor> Tensors(PickleDictionary dictionary, string file, string where)
    {
        var tensors = new OrderedDictionary<string, TorchTensor>();
        foreach (var (key, value) in dictionary)
        {
            if (key is not string name || value is not TorchTensor tensor)
                throw TorchFormat.Error(
                    file, where, $"tensors by name, or a state dict under one of {string.Join(", ", s_wrappers)}", Listing(dictionary));
            if (!tensors.TryAdd(name, tensor))
                throw TorchFormat.Error(file, where, "each name once", $"{SafetensorsFormat.Quote(name)} twice");
        }
        return tensors;
    }

    private static string Listing(PickleDictionary dictionary)
    {
        var keys = string.Join(
            ", ",
            dictionary.Take(MostListed).Select(pair => pair.Key is string key ? SafetensorsFormat.Quote(key) : "a key that is no text"));
        return dictionary.Count > MostListed ? $"{keys} and {dictionary.Count - MostListed} more" : keys;
    }
}
