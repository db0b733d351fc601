using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

/// <summary>Layers, whose life differs between the versions of TorchSharp.</summary>
internal static class Layers
{
    internal const string NativeReason = "The layers of this TorchSharp are native modules.";

    private static readonly Lazy<bool> s_areNative = new(AskALayer); // which draws random numbers, so not while types are loaded

    /// <summary>TorchSharp 0.102's layers keep their weights in native modules: each look at a weight makes another tensor of it.</summary>
    internal static bool AreNative => s_areNative.Value;

    /// <summary>
    /// Makes a module in a scope, as users should: layers leave temporary tensors behind. Its own tensors leave the scope (most versions
    /// see to that themselves), so that the test is answerable for them.
    /// </summary>
    internal static T Make<T>(Func<T> make) where T : nn.Module
    {
        using var scope = NewDisposeScope();
        var made = make();
        foreach (var own in made.parameters().Concat(made.buffers()))
            own.DetachFromDisposeScope();
        return made;
    }

    private static bool AskALayer()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(1, 1);
        return !ReferenceEquals(layer.weight, layer.weight);
    }
}
