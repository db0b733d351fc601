namespace Microsoft.ML.Data;

/// <summary>A schema with columns added: each behind the last one of its name, which it hides, else at the end.</summary>
internal sealed class AddedColumns
{
    // For each column of the schema, the index in the input, or the complement of the index among the added ones.
    private readonly int[] _sources;

    public AddedColumns(DataViewSchema input, DataViewSchema.DetachedColumn[] added)
    {
        InputSchema = input;
        var sources = Enumerable.Range(0, input.Count).ToList();
        string Name(int source) => source >= 0 ? input[source].Name : added[~source].Name;
        for (int i = 0; i < added.Length; i++)
        {
            int hidden = sources.FindLastIndex(source => Name(source) == added[i].Name);
            sources.Insert(hidden < 0 ? sources.Count : hidden + 1, ~i);
        }
        _sources = [.. sources];
        Schema = sources.Select(source => source >= 0 ? new DataViewSchema.DetachedColumn(input[source]) : added[~source]).ToSchema();
        Indices = [.. Enumerable.Range(0, added.Length).Select(i => sources.IndexOf(~i))];
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema Schema { get; }

    /// <summary>Where in the schema the added columns stand.</summary>
    public IReadOnlyList<int> Indices { get; }

    /// <summary>Where a column comes from.</summary>
    public int Source(int index, out bool isInput)
    {
        int source = _sources[index];
        isInput = source >= 0;
        return isInput ? source : ~source;
    }

    /// <summary>The input columns that are asked for as they are.</summary>
    public bool[] ActiveInput(bool[] active)
    {
        var input = new bool[InputSchema.Count];
        for (int i = 0; i < active.Length; i++)
        {
            if (active[i] && _sources[i] >= 0)
                input[_sources[i]] = true;
        }
        return input;
    }
}
