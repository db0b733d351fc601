namespace Microsoft.ML.TorchSharp;

/// <summary>
/// Makes this namespace exist, as the genuine Microsoft.ML.TorchSharp package does: inside <c>Microsoft.ML.*</c> the simple name
/// <c>TorchSharp</c> then means this one, so sources that forget <c>global::</c> (or a using outside their namespace) fail here too.
/// </summary>
internal static class NamespaceClash
{
}
