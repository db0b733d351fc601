using System.CommandLine;
using SeNetMl.Samples.ImageClassification.Display;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verb <c>find-rate</c>: which learning rate to give to train.</summary>
internal static class FindRateCommand
{
    internal static Command Create(Terminal terminal)
    {
        var command = new Command(
            "find-rate", "Try ever higher learning rates for some steps, draw what the loss does, and say which rate to train with.");
        foreach (var option in TrainCommand.OptionsOfTheFirstStep)
            command.Add(option);
        command.SetAction(result =>
        {
            using var interrupt = new Interrupt(terminal);
            new RateSearch(terminal, TrainCommand.Settings(result) with { Epochs = 1 }, interrupt.Token).Run();
            return 0;
        });
        return command;
    }
}
