namespace Microsoft.ML.Runtime;

/// <summary>How grave a message is.</summary>
public enum ChannelMessageKind
{
    Trace = 0,
    Info = 1,
    Warning = 2,
    Error = 3,
}

/// <summary>What a message may tell of the user's data.</summary>
[Flags]
public enum MessageSensitivity
{
    None = 0,
    UserData = 0x1,
    Schema = 0x2,
    Unknown = ~None,
    All = ~None,
}

/// <summary>A log message, put together when it is read.</summary>
public readonly struct ChannelMessage
{
    public readonly ChannelMessageKind Kind;
    public readonly MessageSensitivity Sensitivity;

    private readonly string _format;
    private readonly object[]? _arguments;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string message)
    {
        (Kind, Sensitivity) = (kind, sensitivity);
        _format = Contracts.CheckNonEmpty(message, nameof(message));
    }

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string fmt, params object[] args)
    {
        (Kind, Sensitivity) = (kind, sensitivity);
        _format = Contracts.CheckNonEmpty(fmt, nameof(fmt));
        _arguments = Contracts.CheckNonEmpty(null, args, nameof(args));
    }

    public string Message => _arguments is null ? _format : string.Format(_format, _arguments);
}
