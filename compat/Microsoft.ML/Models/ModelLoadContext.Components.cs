using System.Runtime.CompilerServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <content>Finds the component that a part of a model names, and has it read the part.</content>
internal sealed partial class ModelLoadContext
{
    public static bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes? result, RepositoryReader rep, string? dir, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(rep, nameof(rep));
        CheckDepth(env);
        result = null;
        using var entry = rep.OpenEntryOrNull(dir, ModelStreamName);
        if (entry is null)
            return false;
        using var ctx = new ModelLoadContext(rep, entry, dir);
        if (!ctx.TryLoadModelCore<TRes, TSig>(env, out result, extra))
            throw env.ExceptDecode("Couldn't load model: '{0}'", dir!);
        return true;
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string? dir, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out var found, rep, dir, extra))
            throw env.ExceptDecode("Corrupt model file");
        result = found!;
    }

    public bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes? result, string name, params object[] extra)
        where TRes : class
    {
        _context.CheckValue(env, nameof(env));
        _context.Check(InRepository, "Can't load a sub-model when reading from a single stream");
        return LoadModelOrNull<TRes, TSig>(env, out result, Repository!, Path.Combine(Directory ?? "", name), extra);
    }

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out var found, name, extra))
            throw _context.ExceptDecode("Corrupt model file");
        result = found!;
    }

    public bool TryProcessSubModel(string dir, Action<ModelLoadContext> action)
    {
        _context.Check(InRepository, "Can't Load a sub-model when reading from a single stream");
        _context.CheckNonEmpty(dir, nameof(dir));
        _context.CheckValue(action, nameof(action));
        CheckDepth(_context);
        string path = Path.Combine(Directory ?? "", dir);
        using var entry = Repository!.OpenEntryOrNull(path, ModelStreamName);
        if (entry is null)
            return false;
        using var ctx = new ModelLoadContext(Repository, entry, path);
        action(ctx);
        return true;
    }

    /// <summary>How deep parts nest is up to the file, so the stack may not last.</summary>
    private static void CheckDepth(IExceptionContext? context) =>
        context.CheckDecode(RuntimeHelpers.TryEnsureSufficientExecutionStack(), "Corrupt model file");

    private bool TryLoadModelCore<TRes, TSig>(IHostEnvironment env, out TRes? result, object[] extra)
        where TRes : class
    {
        if (!string.IsNullOrEmpty(LoaderAssemblyName))
            env.ComponentCatalog.RegisterAssembly(GenuineAssembly.Load(LoaderAssemblyName));
        foreach (string name in new[] { Header.LoaderSignature, Header.LoaderSignatureAlt })
        {
            if (string.IsNullOrWhiteSpace(name) || !env.ComponentCatalog.TryCreateInstance<TSig>(env, name, [this, .. extra], out object? made) || made is not TRes found)
                continue;
            result = found;
            Done();
            return true;
        }
        Reader.BaseStream.Position = FpMin;
        result = null;
        return false;
    }
}
