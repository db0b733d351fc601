using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>Where results come from: the command, and with what it ran.</summary>
/// <param name="Command">The command line.</param>
/// <param name="Seed">What decided all that is random; null where nothing is.</param>
/// <param name="Finished">When.</param>
/// <param name="Elapsed">From the first look at the data to the end of evaluation.</param>
internal sealed record RunFacts(string Command, int? Seed, DateTimeOffset Finished, TimeSpan Elapsed)
{
    /// <summary>The machine.</summary>
    internal static IEnumerable<(string Name, object Value)> Machine =>
    [
        ("system", RuntimeInformation.OSDescription),
        ("architecture", RuntimeInformation.ProcessArchitecture.ToString()),
        ("processors", Environment.ProcessorCount),
        ("runtime", RuntimeInformation.FrameworkDescription),
    ];

    /// <summary>The libraries.</summary>
    internal static IEnumerable<(string Name, string Version)> Versions =>
        from assembly in new[] { typeof(SeResNetTrainer).Assembly, typeof(MLContext).Assembly, typeof(TorchSharp.torch).Assembly }
            .Distinct()
        select (assembly.GetName().Name!,
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown");
}
