using System.Globalization;

namespace Microsoft.ML.Runtime;

/// <summary>The exceptions, each marked as ours and told where it was thrown.</summary>
internal static partial class Contracts
{
    public const string IsMarkedKey = "ML_IsMarked";
    public const string SensitivityKey = "ML_Sensitivity";

    public static TException Process<TException>(this TException ex, IExceptionContext? ectx = null)
        where TException : Exception => ectx is null ? Mark(ex) : ectx.Process(ex);

    public static TException Mark<TException>(TException ex)
        where TException : Exception
    {
        ex.Data[IsMarkedKey] = 1;
        return ex;
    }

    public static bool IsMarked(this Exception ex) => ex.Data.Contains(IsMarkedKey);

    public static TException MarkSensitive<TException>(this TException ex, MessageSensitivity sensitivity)
        where TException : Exception
    {
        ex.Data[SensitivityKey] = (ex.Data[SensitivityKey] as MessageSensitivity? ?? MessageSensitivity.None) | sensitivity;
        return ex;
    }

    public static Exception Except() => new InvalidOperationException().Process();

    public static Exception Except(this IExceptionContext? ctx) => new InvalidOperationException().Process(ctx);

    public static Exception Except(string msg) => new InvalidOperationException(msg).Process();

    public static Exception Except(this IExceptionContext? ctx, string msg) => new InvalidOperationException(msg).Process(ctx);

    public static Exception Except(string msg, params object[] args) => new InvalidOperationException(Text(msg, args)).Process();

    public static Exception Except(this IExceptionContext? ctx, string msg, params object[] args) => new InvalidOperationException(Text(msg, args)).Process(ctx);

    public static Exception Except(this IExceptionContext? ctx, Exception inner, string msg) => new InvalidOperationException(msg, inner).Process(ctx);

    public static Exception Except(Exception inner, string msg, params object[] args) => new InvalidOperationException(Text(msg, args), inner).Process();

    public static Exception Except(this IExceptionContext? ctx, Exception inner, string msg, params object[] args) => new InvalidOperationException(Text(msg, args), inner).Process(ctx);

    public static Exception ExceptUserArg(this IExceptionContext? ctx, string name) => new ArgumentOutOfRangeException(name).Process(ctx);

    public static Exception ExceptUserArg(this IExceptionContext? ctx, string name, string msg) => new ArgumentOutOfRangeException(name, msg).Process(ctx);

    public static Exception ExceptUserArg(this IExceptionContext? ctx, string name, string msg, params object[] args) => new ArgumentOutOfRangeException(name, Text(msg, args)).Process(ctx);

    public static Exception ExceptParam(string paramName) => new ArgumentOutOfRangeException(paramName).Process();

    public static Exception ExceptParam(this IExceptionContext? ctx, string paramName) => new ArgumentOutOfRangeException(paramName).Process(ctx);

    public static Exception ExceptParam(string paramName, string msg) => new ArgumentOutOfRangeException(paramName, msg).Process();

    public static Exception ExceptParam(this IExceptionContext? ctx, string paramName, string msg) => new ArgumentOutOfRangeException(paramName, msg).Process(ctx);

    public static Exception ExceptParam(string paramName, string msg, params object[] args) => new ArgumentOutOfRangeException(paramName, Text(msg, args)).Process();

    public static Exception ExceptParam(this IExceptionContext? ctx, string paramName, string msg, params object[] args) => new ArgumentOutOfRangeException(paramName, Text(msg, args)).Process(ctx);

    public static Exception ExceptValue(string paramName) => new ArgumentNullException(paramName).Process();

    public static Exception ExceptValue(this IExceptionContext? ctx, string paramName) => new ArgumentNullException(paramName).Process(ctx);

    public static Exception ExceptValue(this IExceptionContext? ctx, string paramName, string msg) => new ArgumentNullException(paramName, msg).Process(ctx);

    public static Exception ExceptEmpty(this IExceptionContext? ctx, string paramName) => ExceptEmpty(ctx, paramName, $"{paramName} cannot be null or empty");

    public static Exception ExceptEmpty(this IExceptionContext? ctx, string paramName, string msg) => new ArgumentOutOfRangeException(paramName, msg).Process(ctx);

    public static Exception ExceptWhiteSpace(this IExceptionContext? ctx, string paramName) => new ArgumentOutOfRangeException(paramName, $"{paramName} cannot be null or white space").Process(ctx);

    public static Exception ExceptDecode() => new FormatException().Process();

    public static Exception ExceptDecode(this IExceptionContext? ctx) => new FormatException().Process(ctx);

    public static Exception ExceptDecode(string msg) => new FormatException(msg).Process();

    public static Exception ExceptDecode(this IExceptionContext? ctx, string msg) => new FormatException(msg).Process(ctx);

    public static Exception ExceptDecode(string msg, params object[] args) => new FormatException(Text(msg, args)).Process();

    public static Exception ExceptDecode(this IExceptionContext? ctx, string msg, params object[] args) => new FormatException(Text(msg, args)).Process(ctx);

    public static Exception ExceptDecode(this IExceptionContext? ctx, Exception inner, string msg) => new FormatException(msg, inner).Process(ctx);

    public static Exception ExceptIO(this IExceptionContext? ctx, string msg) => new IOException(msg).Process(ctx);

    public static Exception ExceptIO(this IExceptionContext? ctx, string msg, params object[] args) => new IOException(Text(msg, args)).Process(ctx);

    public static Exception ExceptIO(this IExceptionContext? ctx, Exception inner, string msg, params object[] args) => new IOException(Text(msg, args), inner).Process(ctx);

    public static Exception ExceptNotSupp(this IExceptionContext? ctx) => new NotSupportedException().Process(ctx);

    public static Exception ExceptNotSupp(this IExceptionContext? ctx, string msg) => new NotSupportedException(msg).Process(ctx);

    public static Exception ExceptSchemaMismatch(string paramName, string columnRole, string columnName) =>
        ExceptSchemaMismatch(null, paramName, columnRole, columnName);

    public static Exception ExceptSchemaMismatch(this IExceptionContext? ctx, string paramName, string columnRole, string columnName) =>
        new ArgumentOutOfRangeException(paramName, $"Could not find {columnRole} column '{columnName}'").Process(ctx);

    public static Exception ExceptSchemaMismatch(string paramName, string columnRole, string columnName, string expectedType, string actualType) =>
        ExceptSchemaMismatch(null, paramName, columnRole, columnName, expectedType, actualType);

    public static Exception ExceptSchemaMismatch(this IExceptionContext? ctx, string paramName, string columnRole, string columnName, string expectedType, string actualType) =>
        new ArgumentOutOfRangeException(paramName, $"Schema mismatch for {columnRole} column '{columnName}': expected {expectedType}, got {actualType}").Process(ctx);

    public static void CheckAlive(this IHostEnvironment env)
    {
        if (env is ICancelable { IsCanceled: true })
            throw new OperationCanceledException("Operation was canceled.").Process(env);
    }

    private static string Text(string format, object[] arguments) => string.Format(CultureInfo.InvariantCulture, format, arguments);
}
