namespace Microsoft.ML.Data;

/// <summary>What is counted over scored rows, and the metrics that follow; sums run in the genuine order, so that they agree to the last digit.</summary>
internal sealed class MulticlassCounters
{
    // The genuine one's: no row counts as less likely than that.
    private const float Epsilon = 1e-15f;

    private readonly int _classes;
    private readonly double[] _rowsOfClass;
    private readonly double[] _logLossOfClass;
    private readonly double[] _rowsOfRank;
    private double _rows;
    private double _correct;
    private double _logLoss;

    public MulticlassCounters(int classes)
    {
        _classes = classes;
        _rowsOfClass = new double[classes];
        _logLossOfClass = new double[classes];
        _rowsOfRank = new double[classes + 1]; // the last one for classes that have no score
        ConfusionTable = [.. Enumerable.Range(0, classes).Select(_ => new double[classes])];
    }

    /// <summary>Rows by true class (outside) and predicted class.</summary>
    public double[][] ConfusionTable { get; }

    public double MicroAccuracy => _rows > 0 ? _correct / _rows : 0;

    public double MacroAccuracy
    {
        get
        {
            double sum = 0;
            int seen = 0;
            for (int i = 0; i < _classes; i++)
            {
                if (_rowsOfClass[i] == 0)
                    continue;
                sum += ConfusionTable[i][i] / _rowsOfClass[i];
                seen++;
            }
            return seen > 0 ? sum / seen : 0;
        }
    }

    public double LogLoss => _rows > 0 ? _logLoss / _rows : 0;

    /// <summary>By how much the loss is below that of one who knows only how frequent each class is.</summary>
    public double LogLossReduction
    {
        get
        {
            double entropy = 0;
            foreach (double rows in _rowsOfClass)
            {
                if (rows != 0)
                    entropy += rows * Math.Log(rows / _rows);
            }
            entropy /= -_rows;
            return (entropy - LogLoss) / entropy;
        }
    }

    public double[] PerClassLogLoss => [.. _logLossOfClass.Select((loss, i) => _rowsOfClass[i] > 0 ? loss / _rowsOfClass[i] : 0)];

    /// <summary>How many rows have the true class among the first, the first two, … the first k.</summary>
    public double[] TopKAccuracies(int count)
    {
        var result = new double[Math.Min(count, _rowsOfRank.Length)];
        double sum = 0;
        for (int i = 0; i < result.Length; i++)
            result[i] = sum += _rowsOfRank[i] / _rows;
        return count == result.Length ? result : throw new IndexOutOfRangeException(); // as the genuine one
    }

    /// <summary>Equal scores rank in the order of their classes.</summary>
    public void Add(int label, ReadOnlySpan<float> scores)
    {
        bool isKnown = label < _classes;
        float score = isKnown ? scores[label] : 0;
        int rank = 0, predicted = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > score || (scores[i] == score && i < label))
                rank++;
            if (scores[predicted] < scores[i])
                predicted = i;
        }
        double loss = -Math.Log(isKnown ? Math.Min(1, Math.Max(Epsilon, score)) : Epsilon);
        _rows++;
        _logLoss += loss;
        _rowsOfRank[rank]++;
        _correct += rank == 0 ? 1 : 0;
        if (!isKnown && rank > 0)
            return;
        ConfusionTable[label][rank == 0 ? label : predicted]++; // the genuine one, too, goes out of range where an unknown class beats negative scores
        _rowsOfClass[label]++;
        _logLossOfClass[label] += loss;
    }
}
