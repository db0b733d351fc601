using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>A confusion matrix for people. Where a class name is too long for a column's head, its number stands there, and before its name in its row.</summary>
internal sealed class ConfusionTableText
{
    // "PREDICTED" and "Precision" stand in the column of the names.
    private const int LeastNameWidth = 9;

    private readonly ConfusionMatrix _matrix;
    private readonly StringBuilder _text = new();
    private readonly string[] _names;
    private readonly int _columnWidth;
    private readonly int _numberWidth;
    private readonly int _nameWidth;

    public ConfusionTableText(ConfusionMatrix matrix)
    {
        _matrix = matrix;
        _names = [.. matrix.ClassNames.Select(name => name.ToString())];
        _columnWidth = _names.Length == 2 ? 8 : 5;
        int longest = _names.Max(name => name.Length);
        if (longest > _columnWidth)
            _numberWidth = (_names.Length - 1).ToString(CultureInfo.InvariantCulture).Length;
        _nameWidth = Math.Max(LeastNameWidth, longest + (_numberWidth > 0 ? _numberWidth + 2 : 0));
    }

    public override string ToString()
    {
        _text.Clear().AppendLine().AppendLine("Confusion table");
        AppendRule("");
        AppendHead("PREDICTED");
        foreach (int i in Enumerable.Range(0, _names.Length))
            _text.Append($" {(_numberWidth > 0 ? i.ToString(CultureInfo.InvariantCulture) : _names[i]).PadLeft(_columnWidth)} |");
        _text.AppendLine(" Recall");
        AppendRule("TRUTH");
        foreach (int i in Enumerable.Range(0, _names.Length))
            AppendRow(i);
        AppendRule("");
        AppendHead("Precision");
        foreach (double precision in _matrix.PerClassPrecision)
            _text.Append($"{precision.ToString("N4", CultureInfo.CurrentCulture).PadLeft(_columnWidth + 1)} |");
        return _text.AppendLine().ToString();
    }

    private void AppendRow(int index)
    {
        string number = index.ToString(CultureInfo.InvariantCulture).PadLeft(_numberWidth);
        string head = _numberWidth > 0 ? $"{number}. {_names[index].PadLeft(_nameWidth - _numberWidth - 2)}" : _names[index].PadLeft(_nameWidth);
        _text.Append(head).Append(" ||");
        foreach (double count in _matrix.Counts[index])
            _text.Append($" {count.ToString("N0", CultureInfo.CurrentCulture).PadLeft(_columnWidth)} |");
        _text.AppendLine($" {_matrix.PerClassRecall[index].ToString("F4", CultureInfo.CurrentCulture).PadLeft(5)}");
    }

    private void AppendHead(string title) => _text.Append(title.PadRight(_nameWidth)).Append(" ||");

    private void AppendRule(string title)
    {
        AppendHead(title);
        foreach (string _ in _names)
            _text.Append('=', _names.Length > 2 ? 8 : 11);
        _text.AppendLine();
    }
}
