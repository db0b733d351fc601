using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Loads text files: a row per line, a column per field or range of fields.</summary>
public sealed partial class TextLoader
{
    // Lines that are read to find out how many fields there are.
    private const int SampleLines = 100;

    private readonly IHost _host;

    internal TextLoader(IHostEnvironment env, Options? options, string? sample)
    {
        options ??= new Options();
        _host = env.Register(nameof(TextLoader));
        Settings = new TextSettings(options, _host);
        var columns = options.Columns is { Length: > 0 } given ? given : [new Column("Label", DataKind.Single, 0), new Column("Features", DataKind.Single, [new Range(1, null)])];
        using var channel = _host.Start("Binding");
        string? header = string.IsNullOrWhiteSpace(options.HeaderFile) ? sample : options.HeaderFile;
        Columns = [.. columns.Select(column => TextColumn.Create(column, () => InputSize(options, sample, channel), channel))];
        bool hasNames = (Settings.HasHeader || header != sample) && header is not null;
        string[] names = hasNames ? Fields(TextLines.Sample(header!, Settings, 1).FirstOrDefault() ?? "") : [];
        Schema = Columns.Select(column => column.Detached(names)).ToSchema();
    }

    internal TextSettings Settings { get; }

    internal TextColumn[] Columns { get; }

    internal DataViewSchema Schema { get; }

    internal IDataView Load(string path) => new TextView(_host, this, path);

    private int InputSize(Options options, string? sample, IChannel channel)
    {
        if (options.InputSize is > 0 and var known)
            return known;
        int[] sizes = sample is null ? [] : [.. TextLines.Sample(sample, Settings, SampleLines).Select(line => Fields(line).Length).Distinct()];
        if (sizes.Length == 0)
            throw channel.ExceptUserArg("Source", "Can't determine the number of source columns without valid data");
        return sizes.Length == 1 ? sizes[0] : throw channel.ExceptUserArg("Source", "The size of input lines is not consistent");
    }

    private string[] Fields(string line)
    {
        var fields = new List<ReadOnlyMemory<char>>();
        TextFields.Split(Settings.Trimmed(line), Settings, fields);
        return [.. fields.Select(field => field.ToString())];
    }
}
