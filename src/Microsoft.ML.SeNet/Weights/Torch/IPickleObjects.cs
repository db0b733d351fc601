namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>What a pickle may build besides plain values. Nothing that a file names is ever looked up by reflection or run.</summary>
internal interface IPickleObjects
{
    /// <summary>What stands for a name that is known, or null for any other.</summary>
    object? Global(string name);

    /// <summary>Builds an object; null where there is no such thing to build from these arguments.</summary>
    /// <param name="callable">What <see cref="Global"/> gave.</param>
    /// <param name="arguments">Plain values and objects that were built before.</param>
    object? Call(object callable, object?[] arguments);

    /// <summary>What stands for something that lies outside the pickle; null where the description names no such thing.</summary>
    object? Outside(object? description);
}
