namespace Microsoft.ML.SeNet.Tuning;

/// <summary>
/// When an experiment has to end: the user's token, or the time that it may take, less what the folder's finished trainings took.
/// </summary>
internal sealed class TimeBudget : IDisposable
{
    private readonly CancellationToken _user;
    private readonly CancellationTokenSource _clock;
    private readonly CancellationTokenSource _either;

    /// <summary>Starts the clock.</summary>
    /// <param name="settings">The time and the tokens.</param>
    /// <param name="spent">Seconds that are spent already.</param>
    /// <param name="time">The clock.</param>
    internal TimeBudget(SeResNetExperimentSettings settings, double spent, TimeProvider time)
    {
        _user = settings.CancellationToken;
        // A timer takes no more than about 49 days.
        var left = Math.Clamp(settings.MaxExperimentTimeInSeconds - spent, 0, int.MaxValue / 1000);
        _clock = new CancellationTokenSource(TimeSpan.FromSeconds(left), time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_user, _clock.Token, settings.TrainerOptions.CancellationToken);
    }

    internal CancellationToken Token => _either.Token;

    /// <summary>What ended the experiment, once the token was canceled.</summary>
    internal ExperimentEnd End =>
        _clock.IsCancellationRequested && !_user.IsCancellationRequested ? ExperimentEnd.TimeBudget : ExperimentEnd.Canceled;

    public void Dispose()
    {
        _either.Dispose();
        _clock.Dispose();
    }
}
