using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SeNetMl.Eng.Tests.Architecture;

/// <summary>A file mentions what another one declares: a type, a member, an attribute; by name, by alias or by operator.</summary>
/// <param name="From">The file that mentions it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Symbol">What is mentioned.</param>
/// <param name="To">The file that declares it.</param>
internal sealed record Arrow(string From, int Line, string Symbol, string To)
{
    /// <summary>All arrows between the files of a compilation. Comments do not count.</summary>
    public static IReadOnlyList<Arrow> Between(Compilation compilation) =>
        [.. compilation.SyntaxTrees.SelectMany(tree => OfFile(tree, compilation.GetSemanticModel(tree))).Distinct()];

    private static IEnumerable<Arrow> OfFile(SyntaxTree tree, SemanticModel model) =>
        from node in tree.GetRoot().DescendantNodes()
        where node is ExpressionSyntax or AttributeSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax
        let symbol = model.GetSymbolInfo(node).Symbol
        where symbol is not (null or IParameterSymbol)
        let files = FilesOf(symbol)
        where !files.Contains(tree.FilePath)
        from file in files
        select new Arrow(tree.FilePath, tree.GetLineSpan(node.Span).StartLinePosition.Line + 1, NameOf(symbol), file);

    // Where a symbol is declared; one that nobody wrote (a record's, a default constructor) is where its type is.
    private static IReadOnlyList<string> FilesOf(ISymbol symbol)
    {
        for (ISymbol? declared = symbol.OriginalDefinition; declared is not (null or INamespaceSymbol); declared = declared.ContainingType)
        {
            if (declared.DeclaringSyntaxReferences is { Length: > 0 } references)
                return [.. references.Select(reference => reference.SyntaxTree.FilePath).Distinct()];
        }
        return [];
    }

    private static string NameOf(ISymbol symbol) =>
        symbol is INamedTypeSymbol ? symbol.Name : symbol.ContainingType is { } type ? $"{type.Name}.{symbol.Name}" : symbol.Name;
}
