using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>Registers layers by the paths of their names: "blocks.0.conv1" in a group "0" of a group "blocks".</summary>
/// <param name="network">What has the layers.</param>
internal sealed class LayerGroups(Module network)
{
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);

    internal void Add(string name, Module layer)
    {
        var dot = name.LastIndexOf('.');
        Of(name[..Math.Max(0, dot)]).register_module(name[(dot + 1)..], layer);
    }

    private Module Of(string path)
    {
        if (path.Length == 0)
            return network;
        if (_groups.TryGetValue(path, out var group))
            return group;
        var dot = path.LastIndexOf('.');
        Of(path[..Math.Max(0, dot)]).register_module(path[(dot + 1)..], _groups[path] = group = new Group());
        return group;
    }

    private sealed class Group() : Module(nameof(Group));
}
