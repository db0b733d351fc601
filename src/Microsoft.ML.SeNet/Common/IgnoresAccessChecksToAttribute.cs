using System.Runtime.CompilerServices;

// ML.NET keeps internal what a third party needs to be saved and loaded (dotnet/machinelearning #4911).
// This list of two is all that we open.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]

namespace System.Runtime.CompilerServices;

/// <summary>Lets this assembly use the internals of another. The runtime knows the attribute by its name and wants it declared
/// by whoever uses it.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    /// <summary>The simple name of the assembly.</summary>
    public string AssemblyName { get; } = assemblyName;
}
