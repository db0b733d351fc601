using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Plots;

namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>What results have when a training was part of the run.</summary>
/// <param name="Options">How was trained.</param>
/// <param name="Pictures">On how many pictures.</param>
/// <param name="History">What it reported.</param>
/// <param name="Trained">From the first look at the data to the end of training.</param>
internal sealed record TrainingCourse(SeResNetTrainer.Options Options, int Pictures, TrainingHistory History, TimeSpan Trained);
