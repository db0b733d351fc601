using System.Collections;
using Microsoft.Build.Framework;

namespace SeNetMl.Eng.Tests.PublicizeReferences;

/// <summary>Takes down the errors that a task logs.</summary>
internal sealed class RecordingBuildEngine : IBuildEngine
{
    public List<string?> Errors { get; } = [];

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 0;

    public int ColumnNumberOfTaskNode => 0;

    public string ProjectFileOfTaskNode => "test.csproj";

    public void LogErrorEvent(BuildErrorEventArgs e) => Errors.Add(e.Message);

    public void LogWarningEvent(BuildWarningEventArgs e) => throw new NotSupportedException("The task has no warnings.");

    public void LogMessageEvent(BuildMessageEventArgs e) => throw new NotSupportedException("The task has no messages.");

    public void LogCustomEvent(CustomBuildEventArgs e) => throw new NotSupportedException("The task has no events.");

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) =>
        throw new NotSupportedException("The task builds no projects.");
}
