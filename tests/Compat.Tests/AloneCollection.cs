namespace SeNetMl.Compat.Tests;

/// <summary>Tests that measure the whole process, so that no other test may run meanwhile.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
