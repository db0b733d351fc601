using System.Text.RegularExpressions;

namespace SeNetMl.Eng.Tests.WeakSymbolVersion;

/// <summary>TorchSharp's package in the package cache, where the restore of our own projects has put it. Tests only read it.</summary>
internal static class TorchSharpPackage
{
    /// <summary>The version that our own projects use.</summary>
    internal static string Version { get; } =
        Regex.Match(RepositoryRoot.Read("Directory.Packages.props"), "Include=\"TorchSharp\" Version=\"(.+?)\"").Groups[1].Value;

    /// <summary>The package cache.</summary>
    internal static string Cache { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");

    /// <summary>The package's folder; skips the test where there is none.</summary>
    internal static string Folder
    {
        get
        {
            string folder = Path.Combine(Cache, "torchsharp", Version);
            Skip.IfNot(
                Directory.Exists(folder), $"TorchSharp {Version} is not in the package cache ({folder}): restore the solution first.");
            return folder;
        }
    }

    /// <summary>The bytes of its library for Linux.</summary>
    internal static byte[] ReadLibrary() => File.ReadAllBytes(Path.Combine(Folder, "runtimes/linux-x64/native/libLibTorchSharp.so"));
}
