using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

/// <summary>libjpeg-turbo and libpng, behind the shim in ../../native. The one place where its failures become exceptions and its texts are freed.</summary>
internal static unsafe partial class PictureShim
{
    private const string Name = "senetml_pictures";

#pragma warning disable CA2255 // the resolver must be in place before the first call into the shim
    [ModuleInitializer]
    internal static void Install() => NativeLibrary.SetDllImportResolver(typeof(PictureShim).Assembly, Resolve);
#pragma warning restore CA2255

    /// <summary>The size that the header of a JPEG or PNG file states.</summary>
    /// <exception cref="InvalidDataException">There is no such header.</exception>
    public static (int Width, int Height) Measure(ReadOnlySpan<byte> file)
    {
        Target target = default;
        fixed (byte* data = file)
            Check(pictures_measure(data, file.Length, &target));
        return (target.Width, target.Height);
    }

    /// <summary>Fills pixels (BGRA, premultiplied; zero where the file ends early) and says whether all of them are opaque by the file's format.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static bool Decode(ReadOnlySpan<byte> file, int width, int height, Span<byte> bgra)
    {
        fixed (byte* data = file, pixels = bgra)
        {
            var target = new Target { Pixels = pixels, Width = width, Height = height };
            Check(pictures_decode(data, file.Length, &target));
            return target.IsOpaque != 0;
        }
    }

    /// <summary>A PNG file, or a JPEG file where there is a quality.</summary>
    public static byte[] Encode(PixelBuffer buffer, int jpegQuality = 0)
    {
        byte* data;
        long size;
        fixed (byte* pixels = buffer.Bytes)
            Check(pictures_encode(pixels, buffer.Width, buffer.Height, buffer.IsOpaque ? 1 : 0, buffer.Format == MLPixelFormat.Rgba32 ? 1 : 0, jpegQuality, &data, &size));
        try
        {
            return new ReadOnlySpan<byte>(data, checked((int)size)).ToArray();
        }
        finally
        {
            pictures_free(data);
        }
    }

    private static void Check(byte* failure)
    {
        if (failure is null)
            return;
        string text = Marshal.PtrToStringUTF8((IntPtr)failure)!;
        pictures_free(failure);
        throw text == "out of memory" ? new OutOfMemoryException("There is no memory left for the picture.") : new InvalidDataException(text);
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Name)
            return IntPtr.Zero;
        string path = Path.Combine(AppContext.BaseDirectory, $"lib{Name}.so");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException(
                $"Pictures cannot be decoded. Expected the native shim at '{path}', and the libjpeg-turbo and libpng that it was built with; got: {e.Message.Trim()} "
                + "Install and build them: 'apt-get install libjpeg-dev libpng-dev cmake g++', then './test.sh'.",
                e);
        }
    }

    [LibraryImport(Name)]
    private static partial byte* pictures_measure(byte* data, long size, Target* target);

    [LibraryImport(Name)]
    private static partial byte* pictures_decode(byte* data, long size, Target* target);

    [LibraryImport(Name)]
    private static partial byte* pictures_encode(byte* pixels, int width, int height, int isOpaque, int isRedFirst, int quality, byte** data, long* size);

    [LibraryImport(Name)]
    private static partial void pictures_free(void* memory);

    private struct Target
    {
        public byte* Pixels;
        public int Width;
        public int Height;
        public int IsOpaque;
    }
}
