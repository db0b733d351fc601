namespace SeNetMl.Compat.Tests.Surface;

internal enum SurfaceKind
{
    Type,
    Constructor,
    Method,
    Property,
    Field,
    Event,
    EnumValue,
    Invoke,
}

/// <summary>One parameter: <c>this</c>, <c>params</c>, <c>ref</c>, <c>out</c>, <c>in</c> or nothing, then type, name and default.</summary>
internal sealed record SurfaceParameter(string Modifier, string Type, string Name, string? Default)
{
    /// <summary>The name of a parameter that is called differently in the supported versions.</summary>
    public const string AnyName = "*";

    /// <summary>The default of a parameter whose default is not the same in the supported versions.</summary>
    public const string DifferingDefault = "(differs)";

    /// <summary>The default of a parameter that is optional in some supported versions only.</summary>
    public const string SometimesDefault = "(no default in one version)";
}

/// <summary>A type or a member, free of the text format it was read from. Types are kept as C# text with full names.</summary>
internal sealed record SurfaceEntry(SurfaceKind Kind, string Owner, string Name)
{
    public const string ConstructorName = ".ctor";
    public const string IndexerName = "Item";
    public const string Internal = "[internal]";

    public string Assembly { get; init; } = "";

    /// <summary>Access first, then <c>static</c>, <c>abstract</c>, <c>readonly</c> and so on, as printed.</summary>
    public string Modifiers { get; init; } = "";

    /// <summary>A method's <c>&lt;T1, T2&gt;</c>; empty for others (a type's stand in its name).</summary>
    public string TypeParameters { get; init; } = "";

    /// <summary>What a member returns or holds; for a type <c>class</c>, <c>struct</c>, <c>interface</c>, <c>enum</c> or <c>delegate</c>.</summary>
    public string Type { get; init; } = "";

    public IReadOnlyList<SurfaceParameter> Parameters { get; init; } = [];

    /// <summary>A property's accessors, such as <c>get;</c> and <c>protected set;</c>.</summary>
    public IReadOnlyList<string> Accessors { get; init; } = [];

    /// <summary>The value of a constant or of an enum's member.</summary>
    public string? Value { get; init; }

    /// <summary>Base class and interfaces of a type; the underlying type of an enum.</summary>
    public IReadOnlyList<string> Bases { get; init; } = [];

    /// <summary>Such as <c>T : class, new()</c>.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    /// <summary>Such as <c>[Obsolete]</c>.</summary>
    public IReadOnlyList<string> Markers { get; init; } = [];

    /// <summary>The declaration that an override overrides in the end; only known of members read by reflection.</summary>
    public SurfaceEntry? Overridden { get; init; }

    public bool IsInternal => Markers.Contains(Internal);

    public bool IsOperator => Kind == SurfaceKind.Method && Name.StartsWith("op_", StringComparison.Ordinal);
}
