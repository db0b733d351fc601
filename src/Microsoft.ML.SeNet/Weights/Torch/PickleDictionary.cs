namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>Own: a dictionary as a pickle writes it, pair by pair. Nothing is hashed, so chosen keys cost no time.</summary>
internal sealed class PickleDictionary : List<KeyValuePair<object?, object?>>;
