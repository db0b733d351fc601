namespace Microsoft.ML.Runtime;

/// <summary>Something with a name that stands in a tree, and tells exceptions so.</summary>
internal abstract class ChannelProvider : IExceptionContext
{
    protected const string ThrowingComponentKey = "Throwing component";
    protected const string ParentComponentKey = "Parent component";
    protected const string PhaseKey = "Phase";

    protected ChannelProvider(string? shortName, string? parentFullName)
    {
        ShortName = string.IsNullOrEmpty(shortName) ? null : shortName;
        ParentFullName = string.IsNullOrEmpty(parentFullName) ? null : parentFullName;
        FullName = ParentFullName is null ? ShortName : $"{ParentFullName}; {ShortName}";
    }

    public string? ShortName { get; }

    public string? ParentFullName { get; }

    public string? FullName { get; }

    public virtual string ContextDescription => FullName!;

    public virtual TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex is null)
            return ex!;
        ex.Data[ThrowingComponentKey] = ShortName;
        ex.Data[ParentComponentKey] = ParentFullName;
        return Contracts.Mark(ex);
    }
}
