using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <content>Which rows, and in which order.</content>
public sealed partial class DataOperationsCatalog
{
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        _env.CheckValue(input, nameof(input));
        int[] prefetch = [.. (columnsToPrefetch ?? []).Select(name => input.Schema.GetColumnOrNull(name)?.Index ?? throw _env.ExceptSchemaMismatch(nameof(columnsToPrefetch), "prefetch", name))];
        return new CacheDataView(_env, input, prefetch);
    }

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(shufflePoolSize > 0, nameof(shufflePoolSize), "Must be positive");
        return new ShuffledView(_env, input, shufflePoolSize, shuffleSource, seed);
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(count > 0, nameof(count), "Must be greater than zero.");
        return new SkipTakeView(_env, input, count, long.MaxValue);
    }

    public IDataView TakeRows(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(count > 0, nameof(count), "Must be greater than zero.");
        return new SkipTakeView(_env, input, 0, count);
    }

    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string? samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(testFraction is > 0 and < 1, nameof(testFraction), "Must be between 0 and 1 exclusive");
        var split = AddSplitColumn(data, samplingKeyColumnName, seed);
        return Split(split, value => value >= 0 && value < testFraction, value => value < 0 || value >= testFraction);
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string? samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(numberOfFolds > 1, nameof(numberOfFolds), "Must be more than 1");
        var split = AddSplitColumn(data, samplingKeyColumnName, seed);
        return [.. Enumerable.Range(0, numberOfFolds).Select(Fold)];

        TrainTestData Fold(int fold)
        {
            var (from, to) = ((double)fold / numberOfFolds, (double)(fold + 1) / numberOfFolds);
            return Split(split, value => value >= from && value <= to, value => value < from || value > to);
        }
    }

    private SplitColumn AddSplitColumn(IDataView data, string? samplingKeyColumnName, int? seed)
    {
        seed ??= ((IHostEnvironmentInternal)_env).Seed;
        return samplingKeyColumnName is null ? SplitColumn.ByChance(_env, data, seed) : SplitColumn.ByValue(_env, data, samplingKeyColumnName, seed);
    }

    private TrainTestData Split(SplitColumn split, Predicate<double> isTest, Predicate<double> isTrain)
    {
        int[] original = [.. split.Schema.Where<DataViewSchema.Column>(column => column.Index != split.Column.Index).Select(column => column.Index)];
        IDataView Part(Predicate<double> accepts) => new SelectedColumnsView(_env, new FilteredView(_env, "RangeFilter", split, split.Column, accepts), original);
        return new TrainTestData(Part(isTrain), Part(isTest));
    }

    /// <summary>Two parts of a data view.</summary>
    public struct TrainTestData
    {
        public readonly IDataView TrainSet;
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet) => (TrainSet, TestSet) = (trainSet, testSet);
    }
}
