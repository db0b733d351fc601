using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The loadable classes of the assemblies that it was told of, by name and signature.</summary>
public sealed class ComponentCatalog
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), LoadableClass> _classes = [];

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (_gate)
        {
            if (!_assemblies.Add(assembly.FullName!))
                return;
            foreach (var attribute in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
                Add(attribute, throwOnError);
        }
    }

    /// <summary>Makes the class of that name and signature, or says that there is none.</summary>
    internal bool TryCreateInstance<TSig>(IHostEnvironment env, string name, object[] arguments, out object? instance)
    {
        LoadableClass? found;
        lock (_gate)
            _classes.TryGetValue((name.ToLowerInvariant().Trim(), typeof(TSig)), out found);
        instance = found?.Create(env, name, arguments);
        return found is not null;
    }

    private void Add(LoadableClassAttributeBase attribute, bool throwOnError)
    {
        var added = LoadableClass.TryFind(attribute);
        if (added is null && throwOnError)
            throw Contracts.Except($"Can't instantiate loadable class '{attribute.InstanceType.Name}' with name '{attribute.LoadNames[0]}'");
        foreach (var signature in attribute.SigTypes)
        {
            foreach (string name in attribute.LoadNames)
            {
                if (added is not null && !_classes.TryAdd((name.ToLowerInvariant(), signature), added) && throwOnError)
                    throw Contracts.Except($"ComponentCatalog cannot map name '{name}' and SignatureType '{signature}' to {attribute.InstanceType.Name}, already mapped to {_classes[(name.ToLowerInvariant(), signature)].Type.Name}.");
            }
        }
    }
}
