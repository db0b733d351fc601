namespace SeNetMl.Benchmarks.Experiments;

/// <summary>One table of docs/experiments.md.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Text">What it asks, and how.</param>
/// <param name="PaperColumn">The heading of the paper's figures; null where the paper has none.</param>
/// <param name="Rows">The rows; the others are compared with the first.</param>
internal sealed record ExperimentTable(string Name, string Title, string Text, string? PaperColumn, ExperimentTableRow[] Rows);

/// <summary>One row.</summary>
/// <param name="Label">What a reader sees.</param>
/// <param name="Experiment">What was trained.</param>
/// <param name="Paper">The paper's figure.</param>
internal sealed record ExperimentTableRow(string Label, Experiment Experiment, string? Paper = null);
