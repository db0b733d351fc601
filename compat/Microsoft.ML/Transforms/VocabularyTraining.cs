using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns vocabularies, all columns in one pass, or one from a data view that lists the values.</summary>
internal sealed class VocabularyTraining(IHost host, IChannel channel)
{
    public Vocabulary[] FromColumns(IDataView input, ValueToKeyMappingEstimator.Column[] columns)
    {
        foreach (var column in columns)
            channel.CheckUserArg(column.MaximumNumberOfKeys > 0, "MaxNumTerms", "Must be positive");
        var sources = columns.Select(column => input.Schema[column.Input]).ToArray();
        var vocabularies = columns.Select((column, i) => Vocabulary.Create((PrimitiveDataViewType)sources[i].Type.GetItemType())).ToArray();
        using (var cursor = input.GetRowCursor(sources.DistinctBy(source => source.Index)))
            Train(cursor, [.. vocabularies.Select((vocabulary, i) => vocabulary.Trainer(cursor, sources[i], columns[i].MaximumNumberOfKeys))]);
        for (int i = 0; i < columns.Length; i++)
        {
            if (vocabularies[i].Count == 0)
                channel.Warning("Term map for output column '{0}' contains no entries.", columns[i].Output);
            if (columns[i].Order == ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
                vocabularies[i].Sort();
        }
        return vocabularies;
    }

    public Vocabulary[] FromKeyData(DataViewSchema schema, ValueToKeyMappingEstimator.Column[] columns, IDataView keyData)
    {
        var values = keyData.Schema[0];
        var itemType = schema[columns[0].Input].Type.GetItemType();
        if (!values.Type.Equals(itemType))
            throw channel.ExceptUserArg(nameof(keyData), "Input data's column must be of type '{0}' but was '{1}'", itemType, values.Type);
        var vocabulary = Vocabulary.Create((PrimitiveDataViewType)itemType);
        using (var cursor = keyData.GetRowCursor([values]))
            Train(cursor, [vocabulary.Trainer(cursor, values, int.MaxValue)]);
        if (vocabulary.Count == 0)
            channel.Warning("Map from the term data resulted in an empty map.");
        if (columns[0].Order == ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            vocabulary.Sort();
        foreach (var column in columns)
        {
            var type = schema[column.Input].Type.GetItemType();
            if (!vocabulary.ItemType.Equals(type))
                throw channel.ExceptParam(nameof(keyData), "Terms from input data type '{0}' but mismatches column '{1}' item type '{2}'", vocabulary.ItemType, column.Output, type);
        }
        return [.. columns.Select(_ => vocabulary)];
    }

    private void Train(DataViewRowCursor cursor, List<Func<bool>> trainers)
    {
        while (trainers.Count > 0 && cursor.MoveNext())
        {
            host.CheckAlive();
            trainers.RemoveAll(train => !train());
        }
    }
}
