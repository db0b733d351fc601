using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Finds and loads the native shim, and with it libtorch; says in one message what to do when that fails.</summary>
internal static partial class NativeShim
{
    internal const string Name = "senetml_torch";

    /// <summary>A path to the shim, instead of the one beside this assembly or the program.</summary>
    internal const string PathVariable = "SENETML_TORCH_SHIM";

#pragma warning disable CA2255 // the resolver must be in place before the first call into the shim, wherever that is
    [ModuleInitializer]
    internal static void Install() => NativeLibrary.SetDllImportResolver(typeof(NativeShim).Assembly, Resolve);
#pragma warning restore CA2255

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Name)
            return IntPtr.Zero;
        var places = Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } given ? [given] : Places(assembly.Location, AppContext.BaseDirectory);
        var path = places.FirstOrDefault(File.Exists) ?? places[0];
        try
        {
            var library = NativeLibrary.Load(path);
            CheckSources(library, path);
            KeptMemory.Start(library);
            return library;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException(Explain(places, path, e.Message), e);
        }
    }

    /// <summary>Beside this assembly and, where an assembly is loaded from elsewhere or from memory, beside the program.</summary>
    internal static string[] Places(string assembly, string program) =>
        [.. new[] { Path.GetDirectoryName(assembly), program }.Where(folder => !string.IsNullOrEmpty(folder)).Select(folder => Path.Combine(folder!, $"lib{Name}.so")).Distinct()];

    /// <summary>Refuses a shim that was compiled from other sources than this assembly; the structs they share would not match.</summary>
    private static unsafe void CheckSources(IntPtr library, string path)
    {
        var (valueSize, factsSize) = (0, 0);
        var known = NativeLibrary.TryGetExport(library, nameof(shim_version), out var version) & NativeLibrary.TryGetExport(library, "shim_free", out var free);
        if (known)
        {
            IntPtr text;
            var failure = ((delegate* unmanaged<IntPtr*, int*, int*, IntPtr>)version)(&text, &valueSize, &factsSize);
            ((delegate* unmanaged<IntPtr, void>)free)(failure == IntPtr.Zero ? text : failure);
        }
        if (valueSize != sizeof(NativeValue) || factsSize != sizeof(TensorFacts))
            throw new EntryPointNotFoundException(
                $"The native shim at '{path}' was built from other sources. Expected values of {sizeof(NativeValue)} bytes and facts of {sizeof(TensorFacts)} bytes, "
                + $"got {(known ? $"{valueSize} and {factsSize}" : "no such functions")}. Run eng/build-native.sh, then build again.");
    }

    /// <summary>The loader's last line names the file that is missing or wrong; the lines before it are advice on tools.</summary>
    private static string Explain(string[] places, string path, string loaderSays)
    {
        var exists = File.Exists(path);
        var expected = exists ? path : string.Join("' or '", places);
        var reason = exists ? loaderSays.Trim().Split('\n')[^1] : "there is no such file";
        return $"libtorch could not be loaded. Expected the native shim at '{expected}' and a libtorch (1.13 or newer) that it finds, got: {reason}. "
            + "Install libtorch and build the shim: 'apt-get install libtorch-dev libopenblas0-openmp cmake g++ make', then './test.sh' "
            + "(or 'eng/build-native.sh'; TORCH_DIR names a libtorch of your own).";
    }

    /// <summary>libtorch's version, such as "1.13.1".</summary>
    internal static unsafe string Version
    {
        get
        {
            IntPtr text;
            int valueSize, factsSize;
            NativeError.Check(shim_version(&text, &valueSize, &factsSize));
            return NativeError.TakeText(text);
        }
    }

    /// <summary>How libtorch was built: BLAS, OpenMP, processor features.</summary>
    internal static unsafe string Configuration
    {
        get
        {
            IntPtr text;
            NativeError.Check(shim_show_config(&text));
            return NativeError.TakeText(text);
        }
    }

    [LibraryImport(Name)]
    private static unsafe partial IntPtr shim_version(IntPtr* version, int* valueSize, int* factsSize);

    [LibraryImport(Name)]
    private static unsafe partial IntPtr shim_show_config(IntPtr* text);
}
