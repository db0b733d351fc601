using System.Runtime.InteropServices;

namespace SeNetMl.Samples.ImageClassification.Display;

/// <summary>The first Ctrl-C asks for an orderly end, the second one ends the program.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal Interrupt(Terminal terminal)
    {
        void Handle(PosixSignalContext context)
        {
            if (_source.IsCancellationRequested)
                return;
            context.Cancel = true;
            terminal.Error.WriteLine("Stopping after this step; Ctrl-C once more ends at once.");
            _source.Cancel();
        }

        _registrations =
            [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    internal CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }
}
