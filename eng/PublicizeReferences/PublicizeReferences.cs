#nullable enable
#pragma warning disable IDE0005 // Inline tasks have no implicit usings; the test project, which compiles this file too, has.
using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.Build.Framework;

namespace SeNetMl.Eng;

/// <summary>
/// Writes copies of assemblies in which <c>internal</c> became <c>public</c>, for the compiler to read; the originals are never touched.
/// Only visibility bits change, in place in the metadata tables, so every row, token and byte of code stays where it was.
/// Built by MSBuild itself (RoslynCodeTaskFactory), which takes one file and no packages: hence all in here.
/// </summary>
public sealed class PublicizeReferences : Microsoft.Build.Utilities.Task
{
    // Where the flags stand in a row (ECMA-335 II.22.15, 22.26, 22.37); a method's follow its RVA and implementation flags.
    private const int TypeFlagsOffset = 0;
    private const int FieldFlagsOffset = 0;
    private const int MethodFlagsOffset = 6;

    /// <summary>The assemblies to read.</summary>
    [Required]
    public ITaskItem[] Sources { get; set; } = [];

    /// <summary>Where each copy goes, in the order of <see cref="Sources"/>.</summary>
    [Required]
    public ITaskItem[] Destinations { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (Sources.Length != Destinations.Length)
        {
            Log.LogError(
                "PublicizeReferences: expected one destination for each source, "
                + $"got {Sources.Length} sources and {Destinations.Length} destinations.");
            return false;
        }
        for (int i = 0; i < Sources.Length; i++)
        {
            string? fault = WriteCopy(Sources[i].ItemSpec, Destinations[i].ItemSpec);
            if (fault != null)
                Log.LogError(fault);
        }
        return !Log.HasLoggedErrors;
    }

    /// <summary>Reads <paramref name="source"/>, writes the publicised copy.</summary>
    /// <returns>What is wrong with the source, or null.</returns>
    public static string? WriteCopy(string source, string destination)
    {
        if (Path.GetFullPath(source) == Path.GetFullPath(destination))
            return $"PublicizeReferences: expected a destination apart from the source, got '{source}' for both.";
        if (!File.Exists(source))
            return $"PublicizeReferences: expected a .NET assembly to copy, got '{source}', which does not exist.";
        byte[] image = File.ReadAllBytes(source);
        try
        {
            Publicize(image);
        }
        catch (BadImageFormatException e)
        {
            return $"PublicizeReferences: expected a .NET assembly to copy, got '{source}', which is none ({e.Message})";
        }
        WriteWhole(image, destination);
        return null;
    }

    /// <summary>Changes the visibility bits of the assembly in <paramref name="image"/> in place.</summary>
    /// <exception cref="BadImageFormatException">It is no .NET assembly.</exception>
    public static void Publicize(byte[] image)
    {
        using var pe = new PEReader(new MemoryStream(image, writable: false), PEStreamOptions.PrefetchMetadata);
        if (!pe.HasMetadata)
            throw new BadImageFormatException("It has no .NET metadata.");
        MetadataReader metadata = pe.GetMetadataReader();
        int start = pe.PEHeaders.MetadataStartOffset;
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            TypeDefinition type = metadata.GetTypeDefinition(handle);
            if (IsForTheCompilerOnly(metadata, type))
                continue;
            // The visibility bits are the lowest three, so the first (little-endian) byte holds them all.
            int row = start + RowOffset(metadata, TableIndex.TypeDef, MetadataTokens.GetRowNumber(handle));
            image[row + TypeFlagsOffset] = Opened(
                image[row + TypeFlagsOffset], (byte)TypeAttributes.VisibilityMask, OpenedType(type.Attributes));
            OpenMembers(image, start, metadata, type);
        }
    }

    private static void OpenMembers(byte[] image, int start, MetadataReader metadata, TypeDefinition type)
    {
        HashSet<string> events = EventNames(metadata, type);
        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            FieldDefinition field = metadata.GetFieldDefinition(handle);
            // A visible field with the name of an event would make every mention of the event ambiguous.
            if (events.Contains(metadata.GetString(field.Name)))
                continue;
            int at = start + RowOffset(metadata, TableIndex.Field, MetadataTokens.GetRowNumber(handle)) + FieldFlagsOffset;
            image[at] = Opened(image[at], (byte)FieldAttributes.FieldAccessMask, OpenedField(field.Attributes));
        }
        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            MethodAttributes attributes = metadata.GetMethodDefinition(handle).Attributes;
            int at = start + RowOffset(metadata, TableIndex.MethodDef, MetadataTokens.GetRowNumber(handle)) + MethodFlagsOffset;
            image[at] = Opened(image[at], (byte)MethodAttributes.MemberAccessMask, OpenedMethod(attributes));
        }
    }

    private static byte OpenedType(TypeAttributes attributes)
    {
        TypeAttributes visibility = attributes & TypeAttributes.VisibilityMask;
        return (byte)(visibility switch
        {
            TypeAttributes.NotPublic => TypeAttributes.Public,
            TypeAttributes.NestedAssembly or TypeAttributes.NestedFamORAssem or TypeAttributes.NestedFamANDAssem =>
                TypeAttributes.NestedPublic,
            _ => visibility,
        });
    }

    private static byte OpenedField(FieldAttributes attributes)
    {
        FieldAttributes access = attributes & FieldAttributes.FieldAccessMask;
        return (byte)(access is FieldAttributes.Assembly or FieldAttributes.FamORAssem or FieldAttributes.FamANDAssem
            ? FieldAttributes.Public
            : access);
    }

    private static byte OpenedMethod(MethodAttributes attributes)
    {
        MethodAttributes access = attributes & MethodAttributes.MemberAccessMask;
        return (byte)(access is MethodAttributes.Assembly or MethodAttributes.FamORAssem or MethodAttributes.FamANDAssem
            ? MethodAttributes.Public
            : access);
    }

    private static byte Opened(byte flags, byte mask, byte access) => (byte)((flags & ~mask) | access);

    // Compiler-made types (<Module>, <PrivateImplementationDetails>) cannot be named; what an assembly declares for itself in System
    // (NullableAttribute, IsExternalInit, ...) would clash with the framework's own once it is visible.
    private static bool IsForTheCompilerOnly(MetadataReader metadata, TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil)
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        string @namespace = metadata.GetString(type.Namespace);
        return metadata.GetString(type.Name).StartsWith("<", StringComparison.Ordinal)
            || @namespace is "System" or "Microsoft.CodeAnalysis" || @namespace.StartsWith("System.", StringComparison.Ordinal);
    }

    private static HashSet<string> EventNames(MetadataReader metadata, TypeDefinition type)
    {
        var names = new HashSet<string>();
        foreach (EventDefinitionHandle handle in type.GetEvents())
            names.Add(metadata.GetString(metadata.GetEventDefinition(handle).Name));
        return names;
    }

    private static int RowOffset(MetadataReader metadata, TableIndex table, int row) =>
        metadata.GetTableMetadataOffset(table) + (row - 1) * metadata.GetTableRowSize(table);

    // Under its own name only once whole: MSBuild compares times, and half a file from a broken-off build would look up to date.
    private static void WriteWhole(byte[] image, string destination)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(destination))!);
        string temporary = destination + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, image);
        if (File.Exists(destination))
            File.Delete(destination);
        File.Move(temporary, destination);
    }
}
