using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Compute.OneDnn;

/// <summary>
/// What TorchSharp does not offer of libtorch_cpu: two of libtorch's own switches, which the library exports, and addresses within it. All
/// native pointers of this folder are here.
/// </summary>
internal sealed unsafe class TorchLibrary
{
    private readonly delegate* unmanaged[Cdecl]<nint> _context;
    private readonly delegate* unmanaged[Cdecl]<nint, byte, void> _setOneDnn;
    private readonly delegate* unmanaged[Cdecl]<nint, byte, void> _setNnPack;

    private TorchLibrary(nint context, nint setOneDnn, nint setNnPack)
    {
        _context = (delegate* unmanaged[Cdecl]<nint>)context;
        _setOneDnn = (delegate* unmanaged[Cdecl]<nint, byte, void>)setOneDnn;
        _setNnPack = (delegate* unmanaged[Cdecl]<nint, byte, void>)setNnPack;
    }

    /// <summary>The library that TorchSharp has loaded; null where this system's has no such switches.</summary>
    internal static TorchLibrary? Open()
    {
        // As GCC and clang, and as Microsoft's compiler call at::globalContext(), at::Context::setUserEnabledMkldnn(bool)
        // and setUserEnabledNNPACK(bool).
        var (file, context, oneDnn, nnPack) = OperatingSystem.IsWindows()
            ? ("torch_cpu", "?globalContext@at@@YAAEAVContext@1@XZ", "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z",
                "?setUserEnabledNNPACK@Context@at@@QEAAX_N@Z")
            : (MappedFiles.All().FirstOrDefault(path => Path.GetFileName(path) == FileName), "_ZN2at13globalContextEv",
                "_ZN2at7Context20setUserEnabledMkldnnEb", "_ZN2at7Context20setUserEnabledNNPACKEb");
        return file is not null && NativeLibrary.TryLoad(file, out var library)
            && NativeLibrary.TryGetExport(library, context, out var first) && NativeLibrary.TryGetExport(library, oneDnn, out var second)
            && NativeLibrary.TryGetExport(library, nnPack, out var third)
            ? new TorchLibrary(first, second, third)
            : null;
    }

    /// <summary>The library's file on Linux.</summary>
    internal static string FileName => "libtorch_cpu.so";

    /// <summary>Has libtorch's operators take oneDNN or their own loops, from now on and on all threads.</summary>
    internal void UseOneDnn(bool use) => _setOneDnn(_context(), use ? (byte)1 : (byte)0);

    /// <summary>Has libtorch's operators take NNPACK where they can, or not even try, from now on and on all threads.</summary>
    internal void UseNnPack(bool use) => _setNnPack(_context(), use ? (byte)1 : (byte)0);

    /// <summary>Words of this process's memory.</summary>
    /// <param name="address">Of memory that stays and may be written.</param>
    /// <param name="count">How many.</param>
    internal static Span<uint> Words(ulong address, int count) => new((void*)address, count);

    /// <summary>Calls a function that takes and gives an int: oneDNN's status, 0 for success.</summary>
    internal static int Call(ulong function, int argument) => ((delegate* unmanaged[Cdecl]<int, int>)function)(argument);
}
