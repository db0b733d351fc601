using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SeNetMl.Eng.Tests.Architecture;

/// <summary>Source files, compiled together in memory.</summary>
internal static class Sources
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // A partial method whose body a generator writes: generators do not run here.
    private const string NoBody = "CS8795";

    private static readonly CSharpCompilationOptions Options =
        new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>The library's sources, with what its build refers to.</summary>
    public static CSharpCompilation OfProduct() =>
        Compile(
            HouseRules.FilesOfLibrary(),
            File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "product-references.txt")));

    /// <summary>
    /// Some files (path, text), with these assemblies. Fails on what does not compile: names that mean nothing would make no arrow.
    /// </summary>
    public static CSharpCompilation Compile(IEnumerable<(string Path, string Text)> files, IEnumerable<string> references)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "Sources",
            files.Append(("", ImplicitUsings)).Select(file => CSharpSyntaxTree.ParseText(file.Item2, options, file.Item1)),
            references.Select(path => MetadataReference.CreateFromFile(path)),
            Options);
        string faults = string.Join('\n', compilation.GetDiagnostics()
            .Where(fault => fault.Severity == DiagnosticSeverity.Error && fault.Id != NoBody));
        return faults == "" ? compilation : throw new InvalidOperationException($"Expected sources that compile, got\n{faults}");
    }
}
