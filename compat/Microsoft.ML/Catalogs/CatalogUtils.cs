using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The environment behind a catalog, for those who write components.</summary>
internal static class CatalogUtils
{
    public static IHostEnvironment GetEnvironment(this IInternalCatalog catalog) => Contracts.CheckRef(catalog, nameof(catalog)).Environment;
}

/// <summary>A catalog with an environment.</summary>
internal interface IInternalCatalog
{
    IHostEnvironment Environment { get; }
}
