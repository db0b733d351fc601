using System.CommandLine;
using SeNetMl.Samples.ImageClassification.Display;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verb <c>quick-start</c>, not listed: runs what the README shows.</summary>
internal static class QuickStartCommand
{
    internal static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DATA") { Description = "Pictures, in a folder for each class." };
        var picture = new Argument<string>("FILE") { Description = "A picture to tell what is on it." };
        var model = new Option<string>("--model")
            { Description = "Where the model goes.", DefaultValueFactory = _ => "model.zip", HelpName = "FILE" };
        var command = new Command("quick-start", "Run the quick start of the README.") { folder, picture, model };
        command.Hidden = true;
        command.SetAction(result =>
        {
            QuickStart.Run([result.GetRequiredValue(folder), result.GetRequiredValue(picture), result.GetValue(model)!]);
            return 0;
        });
        return command;
    }
}
