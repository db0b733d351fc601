namespace Microsoft.ML.SeNet.Common;

/// <summary>Counts the calls that use something, so that its end can wait for them. For any number of threads.</summary>
/// <param name="ended">The exception for calls that come after the end.</param>
internal sealed class RunningCalls(Func<Exception> ended)
{
    private readonly object _gate = new();
    private int _running;
    private bool _ended;

    /// <summary>Begins a call, which ends when the result is disposed.</summary>
    internal Call Enter()
    {
        lock (_gate)
        {
            if (_ended)
                throw ended();
            _running++;
        }
        return new Call(this);
    }

    /// <summary>Lets no further call begin and waits for those that run.</summary>
    /// <returns>True once, for whoever is to free what the calls used.</returns>
    internal bool End()
    {
        lock (_gate)
        {
            var first = !_ended;
            _ended = true;
            while (_running > 0)
                Monitor.Wait(_gate);
            return first;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_running == 0)
                Monitor.PulseAll(_gate);
        }
    }

    /// <summary>One call.</summary>
    internal readonly struct Call(RunningCalls owner) : IDisposable
    {
        public void Dispose() => owner.Leave();
    }
}
