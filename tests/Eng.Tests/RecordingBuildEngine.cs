using System.Collections;
using Microsoft.Build.Framework;

namespace SeNetMl.Eng.Tests;

/// <summary>Takes down what a task logs.</summary>
internal sealed class RecordingBuildEngine : IBuildEngine
{
    public List<string?> Errors { get; } = [];

    public List<string?> Warnings { get; } = [];

    public List<string?> Messages { get; } = [];

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 0;

    public int ColumnNumberOfTaskNode => 0;

    public string ProjectFileOfTaskNode => "test.csproj";

    public void LogErrorEvent(BuildErrorEventArgs e) => Errors.Add(e.Message);

    public void LogWarningEvent(BuildWarningEventArgs e) => Warnings.Add(e.Message);

    public void LogMessageEvent(BuildMessageEventArgs e) => Messages.Add(e.Message);

    public void LogCustomEvent(CustomBuildEventArgs e) => throw new NotSupportedException("The task has no events.");

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) =>
        throw new NotSupportedException("The task builds no projects.");
}
