namespace SeNetMl.Package.Tests;

/// <summary>All tests use one package.</summary>
[CollectionDefinition(Name)]
public sealed class PackageCollection : ICollectionFixture<PackedLibrary>
{
    internal const string Name = "package";
}
