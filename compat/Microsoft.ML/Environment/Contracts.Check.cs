using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Runtime;

/// <content>The checks: each throws the exception of its name.</content>
internal static partial class Contracts
{
    [Conditional("DEBUG")]
    public static void Assert([DoesNotReturnIf(false)] bool f) => Debug.Assert(f);

    [Conditional("DEBUG")]
    public static void Assert(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f) => Debug.Assert(f);

    [Conditional("DEBUG")]
    public static void AssertValue<T>([NotNull] T val)
        where T : class? => Debug.Assert(val is not null);

    [Conditional("DEBUG")]
    public static void AssertValue<T>(this IExceptionContext? ctx, [NotNull] T val)
        where T : class? => Debug.Assert(val is not null);

    public static void Check([DoesNotReturnIf(false)] bool f)
    {
        if (!f)
            throw Except();
    }

    public static void Check(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f)
    {
        if (!f)
            throw ctx.Except();
    }

    public static void Check([DoesNotReturnIf(false)] bool f, string msg)
    {
        if (!f)
            throw Except(msg);
    }

    public static void Check(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string msg)
    {
        if (!f)
            throw ctx.Except(msg);
    }

    public static void CheckUserArg(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string name, string msg)
    {
        if (!f)
            throw ctx.ExceptUserArg(name, msg);
    }

    public static void CheckParam([DoesNotReturnIf(false)] bool f, string paramName)
    {
        if (!f)
            throw ExceptParam(paramName);
    }

    public static void CheckParam(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string paramName)
    {
        if (!f)
            throw ctx.ExceptParam(paramName);
    }

    public static void CheckParam([DoesNotReturnIf(false)] bool f, string paramName, string msg)
    {
        if (!f)
            throw ExceptParam(paramName, msg);
    }

    public static void CheckParam(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string paramName, string msg)
    {
        if (!f)
            throw ctx.ExceptParam(paramName, msg);
    }

    public static T CheckRef<T>(T? val, string paramName)
        where T : class => val ?? throw ExceptValue(paramName);

    public static T CheckRef<T>(this IExceptionContext? ctx, T? val, string paramName)
        where T : class => val ?? throw ctx.ExceptValue(paramName);

    public static void CheckValue<T>([NotNull] T? val, string paramName)
        where T : class
    {
        if (val is null)
            throw ExceptValue(paramName);
    }

    public static void CheckValue<T>(this IExceptionContext? ctx, [NotNull] T? val, string paramName)
        where T : class
    {
        if (val is null)
            throw ctx.ExceptValue(paramName);
    }

    public static string CheckNonEmpty([NotNull] string? s, string paramName) => CheckNonEmpty(null, s, paramName);

    public static string CheckNonEmpty(this IExceptionContext? ctx, [NotNull] string? s, string paramName) =>
        string.IsNullOrEmpty(s) ? throw ctx.ExceptEmpty(paramName) : s;

    public static string CheckNonWhiteSpace(this IExceptionContext? ctx, [NotNull] string? s, string paramName) =>
        string.IsNullOrWhiteSpace(s) ? throw ctx.ExceptWhiteSpace(paramName) : s;

    public static T[] CheckNonEmpty<T>(this IExceptionContext? ctx, [NotNull] T[]? args, string paramName) =>
        args is null or [] ? throw ctx.ExceptEmpty(paramName) : args;

    public static void CheckDecode([DoesNotReturnIf(false)] bool f)
    {
        if (!f)
            throw ExceptDecode();
    }

    public static void CheckDecode(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f)
    {
        if (!f)
            throw ctx.ExceptDecode();
    }

    public static void CheckDecode([DoesNotReturnIf(false)] bool f, string msg)
    {
        if (!f)
            throw ExceptDecode(msg);
    }

    public static void CheckDecode(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string msg)
    {
        if (!f)
            throw ctx.ExceptDecode(msg);
    }

    public static void CheckIO(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string msg)
    {
        if (!f)
            throw ctx.ExceptIO(msg);
    }
}
