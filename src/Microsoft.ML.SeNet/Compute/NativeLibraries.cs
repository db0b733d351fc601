using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp;

namespace Microsoft.ML.SeNet.Compute;

/// <summary>
/// Loads TorchSharp's native library before anything of TorchSharp runs. Where that fails, one exception says which library cannot be
/// loaded, what it lacks and what to do. TorchSharp by itself prints a trace, copies half a gigabyte from the package cache into a folder
/// <c>cpu</c> beside the program, tries again and throws a <see cref="TypeInitializationException"/>. Source of the texts read here:
/// <c>dlerror</c> of glibc and musl, dyld, and .NET, which lists them for all places where it looked.
/// </summary>
internal static partial class NativeLibraries
{
    private const string Name = "LibTorchSharp";

    private static bool s_loaded;

    // What the loader says, first match wins, and what that means.
    private static readonly (Regex Text, Func<Match, string, string> Meaning)[] Causes =
    [
        (Musl(), (_, version) =>
            $"TorchSharp {version} expects glibc, got musl. Run on Debian, Ubuntu or another system with glibc instead of Alpine."),
        (MissingWeakVersion(), (found, _) =>
            $"'{found.Groups["user"]}' expects version GLIBCXX_3.4.32 of '{found.Groups["library"]}', which lacks it. Build without " +
            "SeNetMlWeakenLibstdcxxRequirement=false: the requirement is then optional, for nothing uses it. " +
            "Or run where libstdc++ is of GCC 13 or newer (Debian 13, Ubuntu 24.04)."),
        (MissingVersion(), (found, version) =>
            $"'{found.Groups["user"]}' expects version {found.Groups["version"]} of '{found.Groups["library"]}', which lacks it. " +
            $"This system is too old for TorchSharp {version}: use Debian 12, Ubuntu 22.04 or newer."),
        (MissingDriver(), (found, _) => $"expected '{found.Groups["library"]}' of NVIDIA's driver, got none. "
            + "Install the driver, or reference TorchSharp-cpu instead of TorchSharp-cuda-linux."),
        (MissingTorch(), (found, version) =>
            $"expected '{found.Groups["library"]}' beside it, got none. Reference the native package for your platform: " +
            $"dotnet add package TorchSharp-cpu --version {version} (for GPUs, TorchSharp-cuda-linux or TorchSharp-cuda-windows)."),
        (MissingSystemLibrary(), (found, _) =>
            $"expected '{found.Groups["library"]}' on this system, got none. Install the package that has it: on Debian and Ubuntu, " +
            $"apt-file search {found.Groups["library"]} names it."),
        (MissingSymbol(), (found, version) =>
            $"'{found.Groups["user"]}' expects a symbol '{found.Groups["symbol"]}', got none. "
            + $"Reference TorchSharp and its native package in one version, {version}."),
        (Damaged(), (found, _) =>
            $"expected a library for this platform in '{found.Groups["user"]}', got '{found.Groups["fault"]}'. " +
            "Delete the folders bin and obj, clear the package cache (dotnet nuget locals global-packages --clear) and build anew."),
        (Unmapped(), (found, _) =>
            $"expected '{found.Groups["user"]}' to be mapped into memory, got '{found.Groups["fault"]}'. " +
            "Free memory, or run from a folder that allows execution (not mounted noexec)."),
        (MissingOnWindows(), (_, version) =>
            "expected it and the libraries that it needs, got none or not all. " +
            $"Reference TorchSharp-cpu or TorchSharp-cuda-windows {version}, and install Microsoft's Visual C++ Redistributable."),
        (MissingEverywhere(), (_, version) =>
            $"expected it beside the program, got none for {RuntimeInformation.RuntimeIdentifier}. " +
            $"TorchSharp {version} has it for linux-x64, osx-arm64, win-x64 and win-arm64; on one of these, build or publish anew."),
    ];

    /// <summary>Loads TorchSharp's native library, once a process.</summary>
    /// <exception cref="DllNotFoundException">It cannot be loaded.</exception>
    internal static void Ensure()
    {
        if (Volatile.Read(ref s_loaded))
            return;
        try
        {
            // In notebooks TorchSharp.dll is used where the package lies; only TorchSharp's own way of loading works there.
            if (!IsInPackage(typeof(torch).Assembly.Location))
                NativeLibrary.Load(Name, typeof(torch).Assembly, searchPath: null);
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException
            or NotSupportedException or TypeInitializationException)
        {
            throw new DllNotFoundException(Explain(e.GetBaseException().Message, typeof(torch).Assembly.GetName().Version!.ToString(3)), e);
        }
        Volatile.Write(ref s_loaded, true);
    }

    /// <summary>Whether TorchSharp.dll lies in a package, as in <c>torchsharp/0.107.0/lib/net8.0/</c>.</summary>
    internal static bool IsInPackage(string path) => InPackage().IsMatch(path);

    /// <summary>Says what is missing and what to do.</summary>
    /// <param name="loaderText">What the loader said.</param>
    /// <param name="version">TorchSharp's version.</param>
    internal static string Explain(string loaderText, string version)
    {
        foreach ((Regex text, Func<Match, string, string> meaning) in Causes)
        {
            Match found = text.Match(loaderText);
            if (found.Success)
                return $"{Name}, TorchSharp's native library, cannot be loaded: {meaning(found, version)}";
        }
        return $"{Name}, TorchSharp's native library, cannot be loaded: expected a library that loads, got: {loaderText.Trim()}";
    }

    [GeneratedRegex(@"[/\\]torchsharp[/\\][^/\\]+[/\\]lib[/\\][^/\\]+[/\\]TorchSharp\.dll$", RegexOptions.IgnoreCase)]
    private static partial Regex InPackage();

    [GeneratedRegex(@"Error (loading shared library|relocating) ")]
    private static partial Regex Musl();

    [GeneratedRegex(@"^(?<library>.+): version `GLIBCXX_3\.4\.32' not found \(required by (?<user>.+)\)", RegexOptions.Multiline)]
    private static partial Regex MissingWeakVersion();

    [GeneratedRegex(@"^(?<library>.+): version `(?<version>.+)' not found \(required by (?<user>.+)\)", RegexOptions.Multiline)]
    private static partial Regex MissingVersion();

    [GeneratedRegex(@"^(?<library>libcuda\.so\.1): cannot open shared object file", RegexOptions.Multiline)]
    private static partial Regex MissingDriver();

    // What the native packages bring: libtorch's own libraries and NVIDIA's.
    [GeneratedRegex(
        @"^(?<library>lib(torch|c10|cu|nccl|nv)[^/\s]*): cannot open shared object file|"
        + @"Library not loaded: @rpath/(?<library>lib(torch|c10)\S*)",
        RegexOptions.Multiline)]
    private static partial Regex MissingTorch();

    // Places where .NET looked are full paths, or are called like the library itself.
    [GeneratedRegex(@"^(?!(lib)?LibTorchSharp)(?<library>[^/\s]+): cannot open shared object file|Library not loaded: (?<library>\S+)",
        RegexOptions.Multiline)]
    private static partial Regex MissingSystemLibrary();

    [GeneratedRegex(@"^(?<user>.+): undefined symbol: (?<symbol>[^\s,]+)", RegexOptions.Multiline)]
    private static partial Regex MissingSymbol();

    [GeneratedRegex(
        @"^(?<user>.+): (?<fault>file too short|invalid ELF header|wrong ELF class.*|cannot read file data.*)$", RegexOptions.Multiline)]
    private static partial Regex Damaged();

    [GeneratedRegex(@"^(?<user>.+): (?<fault>failed to map segment from shared object.*|cannot (allocate|map|apply|enable) .*)$",
        RegexOptions.Multiline)]
    private static partial Regex Unmapped();

    [GeneratedRegex(@"0x8007007E")]
    private static partial Regex MissingOnWindows();

    [GeneratedRegex(@"LibTorchSharp\S*: cannot open shared object file|LibTorchSharp\S*' \(no such file\)")]
    private static partial Regex MissingEverywhere();
}
