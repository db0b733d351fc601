namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Marks an option that a search may not change, for it belongs to the data, to the length of a training or to the machine.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotSearchedAttribute : Attribute
{
    /// <summary>
    /// Whether it decides how fast pictures are read, and nothing else, so that an experiment may go on under another value.
    /// </summary>
    public bool IsOfTheMachine { get; init; }
}
