using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The shape of a component that a model file names: it is made from a load context.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>Tells the catalog of a class that can be made by name.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute : LoadableClassAttributeBase
{
    public LoadableClassAttribute(Type instType, Type? argType, Type sigType, string? userName, params string[] loadNames)
        : base(null, instType, instType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(Type instType, Type loaderType, Type? argType, Type sigType, string? userName, params string[] loadNames)
        : base(null, instType, loaderType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(string? summary, Type instType, Type? argType, Type sigType, string? userName, params string[] loadNames)
        : base(summary, instType, instType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(string? summary, Type instType, Type loaderType, Type? argType, Type sigType, string? userName, params string[] loadNames)
        : base(summary, instType, loaderType, argType, [sigType], userName, loadNames)
    {
    }
}

/// <summary>What there is to know of a loadable class.</summary>
internal abstract class LoadableClassAttributeBase : Attribute
{
    protected LoadableClassAttributeBase(string? summary, Type instType, Type loaderType, Type? argType, Type[] sigTypes, string? userName, string[] loadNames)
    {
        Contracts.CheckValue(instType, nameof(instType));
        Contracts.CheckValue(loaderType, nameof(loaderType));
        if (loadNames is null or [])
            loadNames = [userName!];
        if (loadNames.Any(string.IsNullOrWhiteSpace))
            throw Contracts.ExceptEmpty(null, nameof(loadNames), "LoadableClass loadName parameter can't be empty");
        Contracts.CheckParam(sigTypes[0].BaseType == typeof(MulticastDelegate), nameof(sigTypes), "LoadableClass signature type must be a delegate type");
        var parameters = sigTypes[0].GetMethod("Invoke")!.GetParameters().Select(parameter => parameter.ParameterType);
        (InstanceType, LoaderType, ArgType, SigTypes, LoadNames) = (instType, loaderType, argType, sigTypes, loadNames);
        CtorTypes = argType is null ? [.. parameters] : [argType, .. parameters];
        (Summary, UserName) = (summary, userName);
    }

    public Type InstanceType { get; }

    public Type LoaderType { get; }

    public Type? ArgType { get; }

    public Type[] SigTypes { get; }

    public Type[] CtorTypes { get; }

    public string? Summary { get; }

    public string? UserName { get; }

    public string[] LoadNames { get; }
}
