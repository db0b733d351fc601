using System.Text.Json;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Display;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>
/// What a training leaves that did not come to its end, in its results folder: the checkpoint, from which the same command goes on, and
/// what the recipe had chosen for the time that there was, which another trial might choose otherwise.
/// </summary>
internal sealed class UnfinishedTraining
{
    private const string CheckpointName = "training.ckpt";
    private const string ChoiceName = "training.json";

    private readonly string _choice;
    private readonly string _command;
    private readonly bool _isOwn;

    private UnfinishedTraining(string checkpoint, string choice, string command, bool isOwn) =>
        (Checkpoint, _choice, _command, _isOwn) = (checkpoint, choice, command, isOwn);

    /// <summary>The checkpoint's file.</summary>
    internal string Checkpoint { get; }

    /// <summary>Where it is for a command.</summary>
    internal static UnfinishedTraining Of(TrainSettings settings)
    {
        string In(string name) => Path.Combine(settings.Output, name);

        var sut = new UnfinishedTraining(
            settings.Checkpoint ?? In(CheckpointName), In(ChoiceName), settings.Command, settings.Checkpoint is null);
        if (sut._isOwn && sut.Read()?.Command != settings.Command)
            sut.Delete(); // of another command, which its user did not go on with
        return sut;
    }

    /// <summary>The recipe, with what was chosen when the training began.</summary>
    internal SeNetRecipe Recipe(string? waiting, Terminal terminal, Func<SeNetRecipe> choose)
    {
        var recipe = waiting is null ? choose() : terminal.Wait(waiting, choose);
        if (_isOwn && File.Exists(Checkpoint) && Read() is { } begun)
            recipe = recipe with
            {
                Epochs = begun.Epochs, Backbone = begun.Backbone, Augmentation = begun.Augmentation,
                Reason = $"{recipe.Reason} Going on with what was begun in {Checkpoint}.",
            };
        else if (_isOwn)
            File.WriteAllText(_choice, JsonSerializer.Serialize(new Choice(_command, recipe.Epochs, recipe.Backbone, recipe.Augmentation)));
        return recipe;
    }

    /// <summary>The training has come to its end. A checkpoint that the user has named stays his.</summary>
    internal void Delete()
    {
        File.Delete(_choice);
        if (_isOwn)
            File.Delete(Checkpoint);
    }

    private Choice? Read()
    {
        try
        {
            return File.Exists(_choice) ? JsonSerializer.Deserialize<Choice>(File.ReadAllText(_choice)) : null;
        }
        catch (JsonException)
        {
            return null; // a file that a crash has cut: the training begins anew
        }
    }

    private sealed record Choice(string Command, int Epochs, BackboneTraining Backbone, AugmentationPreset Augmentation);
}
