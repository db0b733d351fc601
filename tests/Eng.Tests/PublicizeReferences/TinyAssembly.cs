using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SeNetMl.Eng.Tests.PublicizeReferences;

/// <summary>An assembly with one type, field and method of each visibility, named after it, as bytes;
/// and what metadata says about such bytes.</summary>
internal static class TinyAssembly
{
    private static readonly string[] Accesses = ["Private", "FamANDAssem", "Assembly", "Family", "FamORAssem", "Public"];

    public static byte[] Build()
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Tiny"), typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule("Tiny");
        module.DefineType("Tiny.Hidden", TypeAttributes.NotPublic | TypeAttributes.Sealed).CreateType();
        // What compilers and polyfills put into assemblies.
        module.DefineType("System.Runtime.CompilerServices.IsExternalInit", TypeAttributes.NotPublic).CreateType();
        TypeBuilder open = module.DefineType("Tiny.Open", TypeAttributes.Public);
        var nested = new List<TypeBuilder>();
        foreach (string access in Accesses)
        {
            nested.Add(open.DefineNestedType("Nested" + access, Enum.Parse<TypeAttributes>("Nested" + access)));
            open.DefineField("field" + access, typeof(int), Enum.Parse<FieldAttributes>(access) | FieldAttributes.Static);
            DefineMethod(open, "Method" + access, Enum.Parse<MethodAttributes>(access) | MethodAttributes.Static);
        }
        DefineProperty(open);
        DefineEvent(open, "Told", FieldAttributes.Private);
        DefineEvent(open, "Asked", FieldAttributes.Assembly);
        open.CreateType();
        nested.ForEach(type => type.CreateType());
        using var stream = new MemoryStream();
        assembly.Save(stream);
        return stream.ToArray();
    }

    /// <summary>The visibility of all types, fields and methods, by name ("Tiny.Open", "Tiny.Open.field").</summary>
    public static Dictionary<string, string> Visibilities(byte[] image)
    {
        using var pe = new PEReader(new MemoryStream(image));
        MetadataReader metadata = pe.GetMetadataReader();
        var visibilities = new Dictionary<string, string>();
        foreach (TypeDefinition type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
        {
            string space = metadata.GetString(type.Namespace), name = metadata.GetString(type.Name);
            visibilities[space == "" ? name : $"{space}.{name}"] = (type.Attributes & TypeAttributes.VisibilityMask).ToString();
            foreach (FieldDefinition field in type.GetFields().Select(metadata.GetFieldDefinition))
                visibilities[$"{name}.{metadata.GetString(field.Name)}"] = (field.Attributes & FieldAttributes.FieldAccessMask).ToString();
            foreach (MethodDefinition method in type.GetMethods().Select(metadata.GetMethodDefinition))
                visibilities[$"{name}.{metadata.GetString(method.Name)}"] =
                    (method.Attributes & MethodAttributes.MemberAccessMask).ToString();
        }
        return visibilities;
    }

    private static MethodBuilder DefineMethod(TypeBuilder type, string name, MethodAttributes attributes, params Type[] parameters)
    {
        MethodBuilder method = type.DefineMethod(name, attributes, typeof(void), parameters);
        method.GetILGenerator().Emit(OpCodes.Ret);
        return method;
    }

    private static void DefineProperty(TypeBuilder type)
    {
        PropertyBuilder property = type.DefineProperty("Size", PropertyAttributes.None, typeof(int), null);
        property.SetGetMethod(DefineMethod(type, "get_Size", MethodAttributes.Assembly | MethodAttributes.SpecialName));
        property.SetSetMethod(DefineMethod(type, "set_Size", MethodAttributes.Private | MethodAttributes.SpecialName, typeof(int)));
    }

    private static void DefineEvent(TypeBuilder type, string name, FieldAttributes backing)
    {
        type.DefineField(name, typeof(Action), backing);
        EventBuilder @event = type.DefineEvent(name, EventAttributes.None, typeof(Action));
        @event.SetAddOnMethod(DefineMethod(type, "add_" + name, MethodAttributes.Assembly | MethodAttributes.SpecialName, typeof(Action)));
        @event.SetRemoveOnMethod(
            DefineMethod(type, "remove_" + name, MethodAttributes.Assembly | MethodAttributes.SpecialName, typeof(Action)));
    }
}
