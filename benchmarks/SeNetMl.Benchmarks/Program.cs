using System.CommandLine;
using System.Globalization;
using BenchmarkDotNet.Running;
using Microsoft.ML.SeNet;
using SeNetMl.Benchmarks;
using SeNetMl.Benchmarks.Experiments;
using SeNetMl.Benchmarks.Peers;

// compare.sh calls `compare`; `compare` starts `work` and the peers, of which `peer` is some.
// `micro` is BenchmarkDotNet, with its own options.
var subject = new Argument<string>("subject") { Description = $"What to compare: {string.Join(", ", Subjects.Names)}." };
subject.AcceptOnlyFromAmong([.. Subjects.Names]);
var rounds = new Option<int>("--rounds") { Description = "Turns that each side gets.", DefaultValueFactory = _ => 7 };
var seconds = new Option<double>("--seconds") { Description = "How long a turn takes, about.", DefaultValueFactory = _ => 3 };
var only = new Option<string>("--figure") { Description = "Measures this figure alone." };

var compare = new Command("compare", "Runs the same work in this library and in a peer, by turns, and prints ratios.")
    { subject, rounds, seconds, only };
compare.SetAction(result => Comparison.Run(
    Subjects.Of(result.GetRequiredValue(subject)), result.GetValue(rounds), result.GetValue(seconds), result.GetValue(only)));
rounds.Validators.Add(given =>
{
    if (given.Tokens.Count == 1 && int.TryParse(given.Tokens[0].Value, out var count) && count < 1)
        given.AddError($"--rounds: expected 1 or more, got {count}.");
});
seconds.Validators.Add(given =>
{
    if (given.Tokens.Count == 1 && double.TryParse(given.Tokens[0].Value, CultureInfo.InvariantCulture, out var length)
        && !(length > 0 && double.IsFinite(length)))
        given.AddError($"--seconds: expected more than 0, got {given.Tokens[0].Value}.");
});
compare.Validators.Add(given =>
{
    if (given.GetResult(subject)?.Tokens is not [var name] || !Subjects.Names.Contains(name.Value)
        || given.GetResult(only)?.Tokens is not [var figure])
        return;
    var names = Subjects.Of(name.Value).SelectMany(part => part.Figures).Select(known => known.Name).ToArray();
    if (!names.Contains(figure.Value))
        given.AddError($"--figure: expected one of {string.Join(", ", names)}, got '{figure.Value}'.");
});

var work = new Command("work", "Does named work when told to on standard input: 'NAME COUNT' a line.");
work.SetAction(_ => Worker.Serve(Console.In, Console.Out));

var peerName = new Argument<string>("peer");
peerName.AcceptOnlyFromAmong(PeerWorker.Names);
var peer = new Command("peer", "Does a peer's work when told to, as `work` does ours.") { peerName };
peer.SetAction(result => PeerWorker.Serve(result.GetRequiredValue(peerName), Console.In, Console.Out));

var model = new Argument<string>("model");
var picture = new Argument<string>("picture");
var first = new Command("first-prediction", "Loads a model, classifies one picture, and prints how long that took: for `compare start`.")
    { model, picture };
first.SetAction(result => FirstPrediction.Run(result.GetRequiredValue(model), result.GetRequiredValue(picture)));

var micro = new Command("micro", "Runs the BenchmarkDotNet benchmarks.") { TreatUnmatchedTokensAsErrors = false };
micro.SetAction(result => BenchmarkSwitcher.FromAssembly(typeof(Worker).Assembly).Run([.. result.UnmatchedTokens]));

var recipe = new Argument<string>("recipe") { Description = $"What to train: {string.Join(", ", TrainingRecipe.Names)}." };
recipe.AcceptOnlyFromAmong(TrainingRecipe.Names);
var seeds = new Option<int>("--seeds") { Description = "Trainings a side.", DefaultValueFactory = _ => 3 };
var precision = new Option<TrainingPrecision>("--precision")
    { Description = "What both sides compute in: Float32 or BFloat16.", DefaultValueFactory = _ => TrainingPrecision.Float32 };
var accuracy = new Command("accuracy", "Trains a recipe here and in PyTorch, and compares test accuracies.") { recipe, seeds, precision };
precision.AcceptOnlyFromAmong(nameof(TrainingPrecision.Float32), nameof(TrainingPrecision.BFloat16));
seeds.Validators.Add(given =>
{
    if (given.Tokens.Count == 1 && int.TryParse(given.Tokens[0].Value, out var count) && count < 1)
        given.AddError($"--seeds: expected 1 or more, got {count}.");
});
accuracy.SetAction(result => Accuracy.Run(result.GetRequiredValue(recipe), result.GetValue(seeds), result.GetValue(precision)));

var draws = new Option<int>("--draws") { Description = "Draws of 20 pictures a class.", DefaultValueFactory = _ => 5 };
var withPlain = new Option<bool>("--with-plain") { Description = "Also trains the plain network from the same weights." };
var onlyData = new Option<string>("--only") { Description = "One of flowers, flowers_20 and cifar_50." };
onlyData.AcceptOnlyFromAmong("flowers", "flowers_20", "cifar_50");
var smallData = new Command("small-data", "Few photographs: the recipe beside ML.NET's featurizer with logistic regression.")
    { seeds, draws, withPlain, onlyData };
smallData.SetAction(
    result => SmallData.Run(result.GetValue(seeds), result.GetValue(draws), result.GetValue(withPlain), result.GetValue(onlyData)));

var pictures = new Option<string>("--data")
    { Description = "A folder with train/CLASS, as the sample's verb export-fashion-mnist writes it.", Required = true };
var recorded = new Option<string>("--output") { Description = "The file to write, or to go on with.", Required = true };
var trainings = new Option<int>("--seeds") { Description = "Trainings of each configuration.", DefaultValueFactory = _ => 2 };
var recording = new Command(
    "record-curves", "Trains a small grid of configurations and writes down their learning curves, for `search`: half an hour and more.")
    { pictures, recorded, trainings };
recording.SetAction(
    result => CurveRecorder.Run(result.GetRequiredValue(pictures), result.GetRequiredValue(recorded), result.GetValue(trainings)));

var search = new Command("search", "Plays successive halving on recorded learning curves, and compares it with the full grid.");
search.SetAction(_ => SearchReplay.Run(SearchReplay.Recorded));

var trained = new Argument<string>("model") { Description = "A model.zip that the sample's verb train has written." };
var test = new Argument<string>("pictures") { Description = "A folder of pictures in folders named by their classes." };
var agreement = new Command("agreement", "How often a model's answers are the same in bfloat16 as in float32.") { trained, test };
agreement.SetAction(result => Agreement.Run(result.GetRequiredValue(trained), result.GetRequiredValue(test)));

var tables = new Argument<string[]>("table")
{
    Description = $"What to train: {string.Join(", ", ExperimentTables.All.Select(table => table.Name))}; all unless given, "
        + "'page' for none: only writes the page.", Arity = ArgumentArity.ZeroOrMore
};
tables.AcceptOnlyFromAmong([.. ExperimentTables.All.Select(table => table.Name), ExperimentRun.PageOnly]);
var experiments = new Command("experiments", "Trains what docs/experiments.md still lacks and writes it anew.") { tables, seeds };
experiments.SetAction(result => ExperimentRun.Run(result.GetRequiredValue(tables), result.GetValue(seeds)));

return new RootCommand("How fast SeNetMl is, beside its peers.")
    { compare, accuracy, smallData, experiments, search, recording, agreement, work, peer, first, micro }.Parse(args).Invoke();
