using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The names of the genuine assemblies: what model files say where our components come from.</summary>
internal static class GenuineAssembly
{
    public const string Data = "Microsoft.ML.Data" + Identity;
    public const string ImageAnalytics = "Microsoft.ML.ImageAnalytics" + Identity;

    private const string Identity = ", Version=1.0.0.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51";

    private static readonly string[] s_ours =
    [
        "Microsoft.ML.Core", "Microsoft.ML.Data", "Microsoft.ML.Transforms", "Microsoft.ML.ImageAnalytics", "Microsoft.ML.StandardTrainers",
        "Microsoft.ML.StandardLearners",
    ];

    /// <summary>The assembly of that name; ours, if it is one of those that ours stands for.</summary>
    public static Assembly Load(string name) =>
        s_ours.Contains(name.Split(',')[0].Trim()) ? typeof(GenuineAssembly).Assembly : Assembly.Load(name);
}
