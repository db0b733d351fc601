using System.Reflection;

namespace SeNetMl.Compat.Tests.Surface;

/// <summary>Types as the lists print them: full names, C# keywords, <c>T?</c>, tuples, arrays.</summary>
internal static class TypeText
{
    private const string TupleNamesAttribute = "System.Runtime.CompilerServices.TupleElementNamesAttribute";

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static IEnumerable<string> Keywords => s_keywords.Values;

    public static bool IsValueKeyword(string name) => s_keywords.Any(pair => pair.Value == name && pair.Key.IsValueType);

    public static string Of(Type type) => Text(type, new Queue<string?>());

    /// <summary>A type with the names of tuple elements that the attributes beside it hold.</summary>
    public static string Of(Type type, IEnumerable<CustomAttributeData> attributes)
    {
        var names = attributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == TupleNamesAttribute)?.ConstructorArguments[0].Value;
        var values = names is IEnumerable<CustomAttributeTypedArgument> list ? list.Select(name => (string?)name.Value) : [];
        return Text(type, new Queue<string?>(values));
    }

    private static string Text(Type type, Queue<string?> names)
    {
        if (type.IsByRef)
            return Text(type.GetElementType()!, names);
        if (type.IsPointer)
            return Text(type.GetElementType()!, names) + "*";
        if (type.IsArray)
            return $"{Text(type.GetElementType()!, names)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Text(value, names) + "?";
        if (type.IsGenericParameter)
            return type.Name;
        return s_keywords.TryGetValue(type, out string? keyword) ? keyword : IsTuple(type) ? Tuple(type, names) : Named(type, names);
    }

    private static bool IsTuple(Type type) =>
        type.IsConstructedGenericType && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal) && type.Namespace == nameof(System) &&
        type.GetGenericArguments().Length is > 1 and < 8;

    /// <summary>A tuple of type parameters is printed as what it is underneath, without its names; these are skipped.</summary>
    private static string Tuple(Type type, Queue<string?> names)
    {
        var own = type.GetGenericArguments().Select(_ => names.TryDequeue(out string? name) ? name : null).ToArray();
        var types = type.GetGenericArguments().Select(argument => Text(argument, names)).ToArray();
        return type.ContainsGenericParameters
            ? $"System.ValueTuple<{string.Join(", ", types)}>"
            : $"({string.Join(", ", types.Zip(own, (text, name) => name is null ? text : $"{text} {name}"))})";
    }

    private static string Named(Type type, Queue<string?> names)
    {
        var arguments = type.GetGenericArguments().Select(argument => Text(argument, names)).ToArray();
        var chain = new Stack<Type>();
        for (Type? current = type; current is not null; current = current.DeclaringType)
            chain.Push(current);
        string text = type.Namespace ?? "";
        int used = 0;
        foreach (var part in chain)
        {
            int count = part.GetGenericArguments().Length;
            string own = count > used ? $"<{string.Join(", ", arguments[used..count])}>" : "";
            text = $"{text}{(text.Length == 0 ? "" : ".")}{part.Name.Split('`')[0]}{own}";
            used = count;
        }
        return text;
    }
}
