using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The one place where a native failure becomes an exception and its text is freed.</summary>
internal static partial class NativeError
{
    /// <summary>Does nothing for null; else throws what TorchSharp throws, with libtorch's own message.</summary>
    internal static void Check(IntPtr text)
    {
        if (text != IntPtr.Zero)
            Throw(text);
    }

    private static void Throw(IntPtr text)
    {
        var message = TakeText(text);
        FunctionNative.Rethrow(message);
        throw message == "out of memory" ? new OutOfMemoryException("libtorch is out of memory.") : new ExternalException(message);
    }

    /// <summary>Reads a text that the shim allocated, and frees it.</summary>
    internal static string TakeText(IntPtr text)
    {
        var message = Marshal.PtrToStringUTF8(text)!;
        shim_free(text);
        return message;
    }

    internal static void Free(IntPtr memory) => shim_free(memory);

    [LibraryImport(NativeShim.Name)]
    private static partial void shim_free(IntPtr memory);
}
