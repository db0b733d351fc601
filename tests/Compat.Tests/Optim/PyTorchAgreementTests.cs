using System.Diagnostics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SeNetMl.Compat.Tests.Optim;

/// <summary>The optimizers against PyTorch's own on the same libtorch, bit for bit.</summary>
public sealed class PyTorchAgreementTests
{
    private static readonly (string Name, Func<Parameter[], optim.Optimizer> Make)[] s_cases =
    [
        ("sgd", p => optim.SGD(p, 0.1)),
        ("sgd decay", p => optim.SGD(p, 0.1, weight_decay: 0.01)),
        ("sgd momentum", p => optim.SGD(p, 0.1, momentum: 0.9, weight_decay: 0.01)),
        ("sgd dampening", p => optim.SGD(p, 0.1, momentum: 0.9, dampening: 0.3)),
        ("sgd nesterov", p => optim.SGD(p, 0.1, momentum: 0.9, weight_decay: 0.01, nesterov: true)),
        ("sgd maximize", p => optim.SGD(p, 0.1, momentum: 0.9, weight_decay: 0.01, maximize: true)),
        ("adamw", p => optim.AdamW(p, 0.01, weight_decay: 0)),
        ("adamw decay", p => optim.AdamW(p, 0.01, 0.8, 0.95, 1e-6, weight_decay: 0.1)),
        ("adamw amsgrad", p => optim.AdamW(p, 0.01, weight_decay: 0.1, amsgrad: true)),
        ("adamw maximize", p => optim.AdamW(p, 0.01, weight_decay: 0.1, maximize: true)),
    ];

    [SkippableFact]
    public void Step_SixTimes_GivesPyTorchsBits()
    {
        NativeStack.Require();
        var expected = RunPython("Optim/optimizers.py");
        var got = s_cases.SelectMany(@case => Run(@case.Name, @case.Make)).ToArray();
        Assert.Equal(expected, got);
    }

    private static List<string> Run(string name, Func<Parameter[], optim.Optimizer> make)
    {
        using var scope = NewDisposeScope();
        long[] sizes = [35, 300_000, 11];
        var parameters = sizes.Select((size, index) => nn.Parameter(Numbers(size, 7, index))).ToArray();
        using var optimizer = make(parameters);
        var lines = new List<string>();
        for (var step = 0; step < 6; step++)
        {
            for (var index = 0; index < parameters.Length; index++)
                parameters[index].grad = index == 2 && step is 0 or 3 ? null : Numbers(sizes[index], 13, step * 31 + index);
            var norm = nn.utils.clip_grad_norm_(parameters, 50.0);
            optimizer.step();
            var sums = parameters.Select(Checksum);
            lines.Add(FormattableString.Invariant($"{name},{step},{norm:g9},{string.Join(',', sums)}"));
        }
        return lines;
    }

    private static Tensor Numbers(long count, int factor, int offset) =>
        tensor(Enumerable.Range(0, (int)count).Select(i => ((long)i * factor + offset) % 1009 / 512f - 504 / 512f).ToArray());

    private static long Checksum(Parameter parameter)
    {
        var sum = 0L;
        var position = 0L;
        foreach (var number in parameter.data<float>().ToArray())
            sum = unchecked(sum + BitConverter.SingleToInt32Bits(number) * ++position);
        return sum;
    }

    private static string[] RunPython(string script)
    {
        const string python = "/usr/bin/python3";
        Skip.IfNot(File.Exists(python), $"{python} is not there.");
        var start = new ProcessStartInfo(python) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, script));
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Skip.If(errors.Result.Contains("No module named 'torch'", StringComparison.Ordinal), "python3 has no torch (Debian: python3-torch).");
        Assert.Equal("", process.ExitCode == 0 ? "" : errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
