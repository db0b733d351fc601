using System.Reflection;

namespace SeNetMl.Compat.Tests.Surface;

/// <summary>Reads the surface of an assembly by reflection.</summary>
/// <param name="nullability">Whether <c>?</c> is put after nullable reference types.</param>
/// <param name="internals">Whether internal types and members are read too; they carry the marker <c>[internal]</c>.</param>
internal sealed class SurfaceReader(bool nullability, bool internals)
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    public IReadOnlyList<SurfaceEntry> Read(Assembly assembly) => [.. assembly.GetTypes().Where(IsRead).SelectMany(Read)];

    public IReadOnlyList<SurfaceEntry> Read(Type type)
    {
        var entries = new List<SurfaceEntry> { TypeEntry(type) };
        if (typeof(Delegate).IsAssignableFrom(type))
            entries.Add(Invoke(type));
        else if (type.IsEnum)
            entries.AddRange(type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(EnumValue));
        else
            entries.AddRange(Members(type).Where(entry => IsRead(entry.Modifiers)));
        return [.. entries.Select(entry => entry with { Assembly = type.Assembly.GetName().Name!, Markers = [.. entry.Markers, .. Reach(type, entry)] })];
    }

    private IEnumerable<SurfaceEntry> Members(Type type)
    {
        var accessors = type.GetProperties(Declared).SelectMany(property => property.GetAccessors(true))
            .Concat(type.GetEvents(Declared).SelectMany(Accessors)).ToHashSet();
        var constructors = type.GetConstructors(Declared).Where(constructor => !constructor.IsStatic).Select(Constructor);
        var methods = type.GetMethods(Declared).Where(method => !accessors.Contains(method)).Select(Method);
        return constructors.Concat(methods).Concat(type.GetProperties(Declared).Select(Property))
            .Concat(type.GetFields(Declared).Select(Field)).Concat(type.GetEvents(Declared).Select(Event));
    }

    private SurfaceEntry TypeEntry(Type type)
    {
        var invoke = typeof(Delegate).IsAssignableFrom(type) ? Invoke(type) : null;
        string kind = type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsInterface ? "interface" : invoke is not null ? "delegate" : "class";
        string modifier = kind != "class" ? "" : type.IsAbstract ? type.IsSealed ? "static" : "abstract" : type.IsSealed ? "sealed" : "";
        return new(SurfaceKind.Type, TypeText.Of(type), "")
        {
            Modifiers = SurfaceSyntax.Words(SurfaceAccess.Of(type), modifier),
            Type = kind,
            Parameters = invoke?.Parameters ?? [],
            Value = invoke?.Type,
            Bases = invoke is not null ? [TypeText.Of(type.BaseType!)] : type.IsEnum ? [TypeText.Of(type.GetEnumUnderlyingType())] : [.. Bases(type)],
            Constraints = ReflectedText.Constraints(OwnArguments(type)),
            Markers = ReflectedText.Markers(type),
        };
    }

    private IEnumerable<string> Bases(Type type)
    {
        var parent = type.BaseType is { } found && found != typeof(object) && found != typeof(ValueType) ? found : null;
        var inherited = parent?.GetInterfaces() ?? [];
        var interfaces = type.GetInterfaces().Except(inherited).Where(IsRead).Select(TypeText.Of).Order(StringComparer.Ordinal);
        return parent is null ? interfaces : interfaces.Prepend(TypeText.Of(parent));
    }

    private SurfaceEntry Invoke(Type type)
    {
        var method = type.GetMethod("Invoke")!;
        return Callable(SurfaceKind.Invoke, method) with { Type = Return(method) };
    }

    private static SurfaceEntry EnumValue(FieldInfo field) => new(SurfaceKind.EnumValue, TypeText.Of(field.DeclaringType!), field.Name)
    {
        Value = ReflectedText.Constant(field.FieldType.GetEnumUnderlyingType(), field.GetRawConstantValue()),
        Markers = ReflectedText.Markers(field),
    };

    private SurfaceEntry Constructor(ConstructorInfo constructor) =>
        Callable(SurfaceKind.Constructor, constructor) with { Name = SurfaceEntry.ConstructorName, Modifiers = SurfaceAccess.Of(constructor) };

    private SurfaceEntry Method(MethodInfo method)
    {
        var own = method.GetGenericArguments();
        return Callable(SurfaceKind.Method, method) with
        {
            Modifiers = SurfaceSyntax.Words(SurfaceAccess.Of(method), Modifiers(method)),
            TypeParameters = own.Length == 0 ? "" : $"<{string.Join(", ", own.Select(argument => argument.Name))}>",
            Type = Return(method),
            Constraints = ReflectedText.Constraints(own),
            Overridden = method.GetBaseDefinition() is var definition && definition != method ? Method(definition) : null,
        };
    }

    private SurfaceEntry Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(true);
        string access = accessors.Select(SurfaceAccess.Of).Aggregate(SurfaceAccess.Wider);
        var definition = accessors[0].GetBaseDefinition();
        var overridden = definition == accessors[0] ? null : definition.DeclaringType!.GetProperties(Declared).FirstOrDefault(other => other.GetAccessors(true).Contains(definition));
        return new(SurfaceKind.Property, TypeText.Of(property.DeclaringType!), property.GetIndexParameters().Length > 0 ? SurfaceEntry.IndexerName : property.Name)
        {
            Modifiers = SurfaceSyntax.Words(access, Modifiers(accessors[0])),
            Type = Reference(property.PropertyType) + ReflectedText.Annotated(property.PropertyType, property.GetCustomAttributesData(), property, nullability),
            Parameters = [.. property.GetIndexParameters().Select(parameter => ReflectedText.Parameter(parameter, false, nullability))],
            Accessors = [.. Accessor(property.GetMethod, access, "get;"), .. Accessor(property.SetMethod, access, IsInit(property) ? "init;" : "set;")],
            Markers = ReflectedText.Markers(property),
            Overridden = overridden is null ? null : Property(overridden),
        };
    }

    private IEnumerable<string> Accessor(MethodInfo? accessor, string widest, string text)
    {
        string access = accessor is null ? "" : SurfaceAccess.Of(accessor);
        if (!IsRead(access) || (SurfaceAccess.IsReachable(widest) && !SurfaceAccess.IsReachable(access)))
            return [];
        return [access == widest ? text : $"{access} {text}"];
    }

    private SurfaceEntry Field(FieldInfo field) => new(SurfaceKind.Field, TypeText.Of(field.DeclaringType!), field.Name)
    {
        Modifiers = SurfaceSyntax.Words(SurfaceAccess.Of(field), field.IsLiteral ? "const" : field.IsStatic ? "static" : "", field.IsInitOnly ? "readonly" : ""),
        Type = ReflectedText.Annotated(field.FieldType, field.GetCustomAttributesData(), field, nullability),
        Value = field.IsLiteral ? ReflectedText.Constant(field.FieldType, field.GetRawConstantValue()) : null,
        Markers = ReflectedText.Markers(field),
    };

    private SurfaceEntry Event(EventInfo declared)
    {
        var accessor = declared.GetAddMethod(true)!;
        return new(SurfaceKind.Event, TypeText.Of(declared.DeclaringType!), declared.Name)
        {
            Modifiers = SurfaceSyntax.Words(SurfaceAccess.Of(accessor), Modifiers(accessor), "event"),
            Type = ReflectedText.Annotated(declared.EventHandlerType!, declared.GetCustomAttributesData(), declared, nullability),
            Markers = ReflectedText.Markers(declared),
        };
    }

    private SurfaceEntry Callable(SurfaceKind kind, MethodBase method)
    {
        bool extended = ReflectedText.Has(method.GetCustomAttributesData(), "System.Runtime.CompilerServices.ExtensionAttribute");
        return new(kind, TypeText.Of(method.DeclaringType!), method.Name)
        {
            Parameters = [.. method.GetParameters().Select(parameter => ReflectedText.Parameter(parameter, extended, nullability))],
            Markers = ReflectedText.Markers(method),
        };
    }

    private string Return(MethodInfo method) =>
        Reference(method.ReturnType) + ReflectedText.Annotated(method.ReturnType, method.ReturnParameter.GetCustomAttributesData(), method, nullability);

    private static string Reference(Type type) => type.IsByRef ? "ref " : "";

    private static string Modifiers(MethodInfo method)
    {
        bool overrides = method.IsVirtual && !method.Attributes.HasFlag(MethodAttributes.NewSlot);
        if (method.IsStatic)
            return method.IsAbstract ? "static abstract" : method.IsVirtual ? "static virtual" : "static";
        if (!method.IsVirtual || method.DeclaringType!.IsInterface)
            return "";
        return overrides ? method.IsFinal ? "sealed override" : method.IsAbstract ? "abstract override" : "override"
            : method.IsAbstract ? "abstract" : method.IsFinal ? "" : "virtual";
    }

    private static IEnumerable<Type> OwnArguments(Type type) => type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0);

    private static IEnumerable<MethodInfo> Accessors(EventInfo declared) => [declared.GetAddMethod(true)!, declared.GetRemoveMethod(true)!];

    private static bool IsInit(PropertyInfo property) =>
        property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit") == true;

    private static IEnumerable<string> Reach(Type type, SurfaceEntry entry) =>
        SurfaceAccess.IsReachable(type) && (entry.Modifiers.Length == 0 || IsReachable(entry.Modifiers)) ? [] : [SurfaceEntry.Internal];

    private static bool IsReachable(string modifiers) => modifiers.Split(' ') is ["public", ..] or ["protected", ..];

    private static bool IsInternal(string modifiers) => modifiers.Split(' ') is ["internal", ..] or ["private", "protected", ..];

    private bool IsRead(string modifiers) => IsReachable(modifiers) || (internals && IsInternal(modifiers));

    private bool IsRead(Type type) => SurfaceAccess.IsReachable(type) || (internals && !type.IsNestedPrivate && !type.Name.Contains('<'));
}
