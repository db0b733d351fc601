namespace SeNetMl.Eng.Tests.PublicizeReferences;

/// <summary>A small library with internals and a small consumer of them that takes in the targets file,
/// built once for all tests of a class.</summary>
public sealed class PublicizedBuild : IDisposable
{
    private const string Library = """
        using System;
        namespace Tiny;
        internal static class Secret
        {
            internal static event Action Told;
            internal static string Tell() { Told?.Invoke(); return "told"; }
        }
        """;

    private const string Consumer = """
        using System;
        [assembly: System.Runtime.CompilerServices.IgnoresAccessChecksTo("Tiny")]
        Tiny.Secret.Told += () => Console.Write("event, ");
        Console.WriteLine(Tiny.Secret.Tell());
        namespace System.Runtime.CompilerServices
        {
            [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
            sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
            {
                public string AssemblyName { get; } = assemblyName;
            }
        }
        """;

    public PublicizedBuild()
    {
        string targets = Path.Combine(RepositoryRoot.Folder, "eng/PublicizeReferences/PublicizeReferences.targets");
        Files.Write("Tiny/Library.cs", Library);
        Files.Write("App/Program.cs", Consumer);
        Files.Write("Tiny/Tiny.csproj", Project("", ""));
        Files.Write("App/App.csproj", Project("<OutputType>Exe</OutputType>", $"""
            <ItemGroup>
              <ProjectReference Include="../Tiny/Tiny.csproj" />
              <PublicizedReference Include="Tiny;$(AlsoPublicized)" />
            </ItemGroup>
            <Import Project="{targets}" />
            """));
        Build();
    }

    internal TemporaryDirectory Files { get; } = new();

    internal string Copy => Files["App/obj/Debug/publicized/Tiny.dll"];

    public void Dispose() => Files.Dispose();

    internal void Build()
    {
        (int code, string output) = Shell.Dotnet(Files.Root, "build", "App", "-nologo");
        Assert.True(code == 0, output);
    }

    private static string Project(string properties, string body) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputPath>bin/</OutputPath>
            <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
            {properties}
          </PropertyGroup>
          {body}
        </Project>
        """;
}
