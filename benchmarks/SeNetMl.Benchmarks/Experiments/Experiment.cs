using Microsoft.ML.SeNet;

namespace SeNetMl.Benchmarks.Experiments;

/// <summary>One way to train, which the tables of docs/experiments.md compare with others.</summary>
/// <param name="Name">Its name in the file of results.</param>
/// <param name="Pictures">What it learns from.</param>
/// <param name="Epochs">Passes over them.</param>
/// <param name="Change">What it changes in the recipe's options.</param>
internal sealed record Experiment(string Name, ExperimentPictures Pictures, int Epochs, Action<SeResNetTrainer.Options> Change);

/// <summary>A part of a data set to learn from; the test is the whole test part.</summary>
/// <param name="Name">Its name in the file of results.</param>
/// <param name="Recipe">The network, the data set and the optimizer's settings.</param>
/// <param name="PerClass">How many pictures of a class, which is counted from 0, to take: the first by name.</param>
internal sealed record ExperimentPictures(string Name, TrainingRecipe Recipe, Func<int, int> PerClass);
