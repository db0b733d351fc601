using System.Runtime.CompilerServices;

// What a third party needs to be saved is internal to ML.NET, and so is what ML.NET's own networks are made with.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.TorchSharp")]

namespace System.Runtime.CompilerServices;

/// <summary>The runtime knows this attribute by its name.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
