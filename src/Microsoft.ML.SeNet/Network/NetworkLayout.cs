namespace Microsoft.ML.SeNet.Network;

/// <summary>From options and the variant's row to what each residual block is made from, with no layer made.</summary>
internal static class NetworkLayout
{
    /// <summary>
    /// The blocks of each stage, in order: <c>[stage][block]</c> is <c>layer{stage + 1}.{block}</c> in the state dictionary.
    /// </summary>
    internal static IReadOnlyList<IReadOnlyList<BlockOptions>> Stages(NetworkOptions options)
    {
        var row = ResidualRow.Of(options.Variant);
        var stages = new List<IReadOnlyList<BlockOptions>>();
        var channels = row.StemConvolutions[^1].Channels;
        for (var stage = 0; stage < row.Layers.Length; stage++)
        {
            var blocks = new BlockOptions[row.Layers[stage]];
            for (var i = 0; i < blocks.Length; i++)
            {
                blocks[i] = BlockAt(options, row, stage, channels, first: i == 0);
                channels = blocks[i].Output;
            }
            stages.Add(blocks);
        }
        return stages;
    }

    private static BlockOptions BlockAt(NetworkOptions options, ResidualRow row, int stage, int channels, bool first)
    {
        var se = options.SqueezeExcitation;
        var here = se is not null && se.Stages.HasFlag((SeStages)(1 << stage));
        return new BlockOptions(channels, row.FirstPlanes << stage, first && stage > 0 ? 2 : 1)
        {
            Kind = row.Block,
            Groups = row.Groups,
            BaseWidth = row.BaseWidth,
            StridePosition = options.Stride,
            HalvesFirst = row.HalvesFirst,
            ProjectionKernel = row.ProjectionKernel,
            Shortcut = options.Shortcut,
            ReluBeforeExcitation = options.ReluBeforeExcitation,
            SqueezeExcitation = here ? se : null,
        };
    }
}
