using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Tests.Model;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>Programs of ours in processes of their own.</summary>
internal static class FreshProcess
{
    /// <summary>Asserts that a process which loads a model with ML.NET alone, and never mentions us, gives a column of vectors the bits
    /// that it has here, by Transform and by an engine.</summary>
    internal static void AssertSameBits(MLContext ml, ITransformer model, string column, Func<Picture, float[]> predict)
    {
        var folder = Directory.CreateTempSubdirectory("senet-model-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.zip");
            var pictures = Sample.Pictures(5);
            var data = ml.Data.LoadFromEnumerable(pictures);
            ml.Model.Save(model, data.Schema, path);
            var paths = pictures.Select(picture => Path.Combine(folder.FullName, $"{picture.Number}.bmp")).ToArray();
            for (var i = 0; i < paths.Length; i++)
                File.WriteAllBytes(paths[i], pictures[i].Image);
            var expected = model.Transform(data).GetColumn<float[]>(column).Concat(pictures.Select(predict));

            Assert.Equal(expected.Select(numbers => Convert.ToHexString(MemoryMarshal.AsBytes(numbers.AsSpan()))),
                Run("SeNetMl.ModelLoad", [path, column, .. paths]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs a program of this folder.</summary>
    /// <param name="program">The name of its assembly.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables that it gets in addition.</param>
    /// <returns>The lines that it writes.</returns>
    internal static string[] Run(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory };
        foreach (var argument in (string[])["exec", "--runtimeconfig",
            "SeNetMl.Unit.Tests.runtimeconfig.json", $"{program}.dll", .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return lines;
    }
}
