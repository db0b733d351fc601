namespace Microsoft.ML.Runtime;

/// <summary>A progress channel. ML.NET shows progress in its own consoles only; under an MLContext nobody listens.</summary>
internal sealed class ProgressChannel(IExceptionContext context) : IProgressChannel
{
    private ProgressHeader _header = new();
    private bool _isDisposed;

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction) => _header = header;

    public void Checkpoint(params double?[] values)
    {
        context.Check(!_isDisposed, "Can't report checkpoints after disposing");
        int limit = _header.MetricNames.Count + (2 * _header.UnitNames.Count);
        context.Check((values?.Length ?? 0) <= limit, "Too many values provided in Checkpoint");
    }

    public IProgressChannel StartProgressChannel(string name) => new SubChannel();

    public void Dispose() => _isDisposed = true;

    private sealed class SubChannel : IProgressChannel
    {
        public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
        {
        }

        public void Checkpoint(params double?[] values)
        {
        }

        public IProgressChannel StartProgressChannel(string name) => new SubChannel();

        public void Dispose()
        {
        }
    }
}
