namespace Microsoft.ML.SeNet.Tests.Tuning;

/// <summary>A clock that stands still until it is told to move; its timers fire on the thread that moves it.</summary>
internal sealed class TestTime : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(() => callback(state), _now + dueTime.Ticks);
        _timers.Add(timer);
        return timer;
    }

    internal void Pass(double seconds)
    {
        _now += (long)(seconds * TimeSpan.TicksPerSecond);
        foreach (var timer in _timers.Where(timer => timer.IsDue(_now)).ToList())
            timer.Fire();
    }

    private sealed class Timer(Action callback, long due) : ITimer
    {
        private bool _isOver;

        internal bool IsDue(long now) => !_isOver && now >= due;

        internal void Fire()
        {
            _isOver = true;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _isOver = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
