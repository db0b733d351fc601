using System.Diagnostics;

namespace Microsoft.ML.Runtime;

/// <summary>Sends messages to a listener under its own name.</summary>
internal class Pipe<TMessage>(ChannelProvider parent, string name, Action<ChannelProvider, TMessage> send) : ChannelProvider(name, parent.FullName), IPipe<TMessage>
{
    private bool _isDisposed;

    public void Send(TMessage msg) => send(this, msg);

    public void Dispose()
    {
        if (!_isDisposed)
            Finish();
        _isDisposed = true;
    }

    public override TException Process<TException>(TException ex)
    {
        if (ex is null)
            return ex!;
        ex.Data[ThrowingComponentKey] = parent.ShortName;
        ex.Data[ParentComponentKey] = parent.ParentFullName;
        ex.Data[PhaseKey] = ShortName;
        return Contracts.Mark(ex);
    }

    protected virtual void Finish()
    {
    }
}

/// <summary>A channel: tells when it starts and how long it was open.</summary>
internal sealed class Channel : Pipe<ChannelMessage>, IChannel
{
    private readonly long _started = Stopwatch.GetTimestamp();

    public Channel(ChannelProvider parent, string name, MessageDispatcher messages)
        : base(parent, name, messages.Dispatch) => Trace(MessageSensitivity.None, "Channel started");

    public void Trace(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt));

    public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt, args));

    public void Error(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Error, sensitivity, fmt));

    public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Error, sensitivity, fmt, args));

    public void Warning(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt));

    public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt, args));

    public void Info(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Info, sensitivity, fmt));

    public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) => Send(new(ChannelMessageKind.Info, sensitivity, fmt, args));

    protected override void Finish()
    {
        Trace(MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", Stopwatch.GetElapsedTime(_started));
        Trace(MessageSensitivity.None, "Channel disposed");
    }
}

/// <summary>Hands log messages to whoever listens.</summary>
internal sealed class MessageDispatcher
{
    public event Action<ChannelProvider, ChannelMessage>? Sent;

    public void Dispatch(ChannelProvider source, ChannelMessage message) => Sent?.Invoke(source, message);
}
