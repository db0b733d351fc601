using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Microsoft.ML.Data;

/// <summary>Calls generic methods for types that are known at run time only.</summary>
internal static class Generic
{
    /// <summary>Calls the method group's generic definition with other type arguments.</summary>
    public static TResult Call<TResult>(Delegate sample, Type type, params object?[] arguments) => Call<TResult>(sample, [type], arguments);

    /// <summary>Calls the method group's generic definition with other type arguments.</summary>
    public static TResult Call<TResult>(Delegate sample, Type[] types, params object?[] arguments)
    {
        var method = sample.Method.GetGenericMethodDefinition().MakeGenericMethod(types);
        try
        {
            return (TResult)method.Invoke(sample.Target, arguments)!;
        }
        catch (TargetInvocationException ex) when (ex.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(ex.InnerException);
            throw;
        }
    }
}
