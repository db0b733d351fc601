// Trains with the checkpoint that is named, writes a line for each report, and what the training throws.
using Microsoft.ML;
using SeNetMl.InterruptedTraining;

var ml = new MLContext(SmallTraining.Seed);
var options = SmallTraining.Options();
options.CheckpointPath = args[0];
options.CheckpointEverySteps = 1;
options.ProgressCallback = progress => Console.WriteLine($"{progress.Stage} {progress.Epoch} {progress.Step}");
try
{
    using var model = ml.MulticlassClassification.Trainers.SeResNet(options).Fit(SmallTraining.Data(ml));
    Console.WriteLine("done");
}
catch (Exception e)
{
    Console.WriteLine($"{e.GetType()}: {e.Message}");
}
