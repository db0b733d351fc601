using Microsoft.ML;
using Microsoft.ML.SeNet;
// Trains with the checkpoint that is named, or does the experiment of the folder after the word "experiment"; writes a line for each
// report, and what is thrown.
using SeNetMl.InterruptedTraining;

var ml = new MLContext(SmallTraining.Seed);
Action<TrainingProgress> tell = progress => Console.WriteLine($"{progress.Stage} {progress.Epoch} {progress.Step}");
try
{
    if (args is ["experiment", var folder])
        Experiment(folder);
    else
        Train(args[0]);
    Console.WriteLine("done");
}
catch (Exception e)
{
    Console.WriteLine($"{e.GetType()}: {e.Message}");
}

void Train(string checkpoint)
{
    var options = SmallTraining.Options();
    (options.CheckpointPath, options.CheckpointEverySteps, options.ProgressCallback) = (checkpoint, 1, tell);
    using var model = ml.MulticlassClassification.Trainers.SeResNet(options).Fit(SmallTraining.Data(ml));
}

void Experiment(string folder)
{
    var settings = SmallExperiment.Halving(folder);
    settings.TrainerOptions.ProgressCallback = tell;
    SmallExperiment.Run(
        ml, settings, new SmallExperiment.Reports(run => Console.WriteLine($"measured {run.Index} {run.Epochs}"))).Dispose();
}
