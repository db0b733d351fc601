using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Finds and loads the native shim, and with it libtorch; says in one message what to do when that fails.</summary>
internal static partial class NativeShim
{
    internal const string Name = "senetml_torch";

    /// <summary>A path to the shim, instead of the one beside this assembly.</summary>
    internal const string PathVariable = "SENETML_TORCH_SHIM";

#pragma warning disable CA2255 // the resolver must be in place before the first call into the shim, wherever that is
    [ModuleInitializer]
    internal static void Install() => NativeLibrary.SetDllImportResolver(typeof(NativeShim).Assembly, Resolve);
#pragma warning restore CA2255

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Name)
            return IntPtr.Zero;
        var path = Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } given
            ? given
            : Path.Combine(AppContext.BaseDirectory, $"lib{Name}.so");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException(Explain(path, e.Message), e);
        }
    }

    /// <summary>The loader's last line names the file that is missing or wrong; the lines before it are advice on tools.</summary>
    private static string Explain(string path, string loaderSays)
    {
        var reason = File.Exists(path) ? loaderSays.Trim().Split('\n')[^1] : "there is no such file";
        return $"libtorch could not be loaded. Expected the native shim at '{path}' and a libtorch (1.13 or newer) that it finds, got: {reason}. "
            + "Install libtorch and build the shim: 'apt-get install libtorch-dev libopenblas0-openmp cmake g++ make', then './test.sh' "
            + "(or 'eng/build-native.sh'; TORCH_DIR names a libtorch of your own).";
    }

    /// <summary>libtorch's version, such as "1.13.1".</summary>
    internal static unsafe string Version
    {
        get
        {
            IntPtr text;
            int size;
            NativeError.Check(shim_version(&text, &size));
            var version = NativeError.TakeText(text);
            if (size != sizeof(NativeValue))
                throw new BadImageFormatException($"The native shim was built from other sources: expected values of {sizeof(NativeValue)} bytes, got {size}. Run eng/build-native.sh.");
            return version;
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
    private static unsafe partial IntPtr shim_version(IntPtr* version, int* valueSize);

    [LibraryImport(Name)]
    private static unsafe partial IntPtr shim_show_config(IntPtr* text);
}
