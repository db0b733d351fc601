using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Runtime;

/// <summary>How to make a loadable class: its constructor, or a static method Create.</summary>
internal sealed class LoadableClass(Type type, MethodBase maker, bool wantsEnvironment)
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic;

    public Type Type { get; } = type;

    public static LoadableClass? TryFind(LoadableClassAttributeBase attribute)
    {
        Type[] withEnvironment = [typeof(IHostEnvironment), .. attribute.CtorTypes];
        var (inst, loader) = (attribute.InstanceType, attribute.LoaderType);
        var constructors = new[] { attribute.CtorTypes, withEnvironment }.Select(types => inst.IsAssignableFrom(loader) ? loader.GetConstructor(Any | BindingFlags.Instance, types) : null);
        var creators = new[] { attribute.CtorTypes, withEnvironment }.Select(types => Creator(inst, loader, types));
        MethodBase? constructor = constructors.FirstOrDefault(found => found is not null);
        MethodBase? creator = creators.FirstOrDefault(found => found is not null);
        if (constructor is not null && creator is not null && Openness(constructor) == Openness(creator))
            throw Contracts.Except($"Can't load type {inst}, because it has both create and constructor methods with the same visibility. Please indicate which one should be used by changing either the signature or the visibility of one of them.");
        var chosen = constructor is null || (creator is not null && Openness(creator) > Openness(constructor)) ? creator : constructor;
        return chosen is null ? null : new LoadableClass(inst, chosen, chosen.GetParameters().Length > attribute.CtorTypes.Length);
    }

    public object? Create(IHostEnvironment env, string name, object[] arguments)
    {
        object[] all = wantsEnvironment ? [env, .. arguments] : arguments;
        int expected = maker.GetParameters().Length;
        if (expected != all.Length)
            throw env.Except("Wrong number of extra parameters for loadable class '{0}', need '{1}', given '{2}'", name, expected - all.Length + arguments.Length, arguments.Length);
        try
        {
            return maker is ConstructorInfo constructor
                ? constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, all, null)
                : maker.Invoke(null, BindingFlags.DoNotWrapExceptions, null, all, null);
        }
        // The filter runs where the cause was thrown: out of parts nested deep, each exception takes some stack more.
        catch (Exception ex) when (RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            var outer = new TargetInvocationException(ex);
            throw ex.IsMarked() ? Contracts.Except(outer, "Error during class instantiation") : outer;
        }
    }

    private static MethodInfo? Creator(Type inst, Type loader, Type[] types)
    {
        var method = loader.GetMethod("Create", Any | BindingFlags.Static | BindingFlags.FlattenHierarchy, types);
        return method?.DeclaringType == loader && method.ReturnType == inst ? method : null;
    }

    private static int Openness(MethodBase method) => method switch
    {
        { IsFamilyAndAssembly: true } => 0,
        { IsPrivate: true } => 1,
        { IsFamily: true } => 2,
        { IsFamilyOrAssembly: true } => 3,
        { IsAssembly: true } => 4,
        _ => 5,
    };
}
