namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>A dictionary as a pickle writes it, pair by pair. Nothing is hashed, so chosen keys cost no time.</summary>
internal sealed class PickleDictionary : List<KeyValuePair<object?, object?>>;
