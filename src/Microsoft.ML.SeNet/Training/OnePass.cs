using Microsoft.ML.SeNet.Compute;

namespace Microsoft.ML.SeNet.Training;

/// <summary>Moves some numbers of a parameter.</summary>
internal delegate void MoveNumbers(in ParameterMemory memory, long from, long to);

/// <summary>Moves all parameters in one pass over their memory, on all of libtorch's threads.</summary>
internal static class OnePass
{
    private const long BlockNumbers = 4096;

    /// <summary>Blocks that are worth a thread.</summary>
    private const long LeastBlocks = 4;

    internal static void Run(IReadOnlyList<(ParameterMemory Memory, MoveNumbers Move)> parameters)
    {
        var ends = new long[parameters.Count]; // the block behind the last one of each parameter
        for (var i = 0; i < ends.Length; i++)
            ends[i] = (i == 0 ? 0 : ends[i - 1]) + ((parameters[i].Memory.Length + BlockNumbers - 1) / BlockNumbers);
        ComputeTeam.Run(ends.Length == 0 ? 0 : ends[^1], LeastBlocks, (first, end) => MoveBlocks(parameters, ends, first, end));
    }

    private static void MoveBlocks(IReadOnlyList<(ParameterMemory Memory, MoveNumbers Move)> parameters, long[] ends, long first, long end)
    {
        for (var i = 0; i < ends.Length; i++)
        {
            var start = i == 0 ? 0 : ends[i - 1];
            var (from, to) = (Math.Max(first, start) - start, Math.Min(end, ends[i]) - start);
            var (memory, move) = parameters[i];
            if (from < to)
                move(memory, from * BlockNumbers, Math.Min(to * BlockNumbers, memory.Length));
        }
    }
}
