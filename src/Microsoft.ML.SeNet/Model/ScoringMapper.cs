using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.SeNet.Model;

/// <summary>
/// Scores row by row, without waiting for others: what prediction engines use. Rows of one mapper may be used by different threads.
/// </summary>
internal sealed class ScoringMapper(IHost host, PictureInput pictures, BatchScorer scorer, ScoringColumns columns) : IRowToRowMapper
{
    public DataViewSchema InputSchema => columns.Input;

    public DataViewSchema OutputSchema => columns.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        host.CheckValue(dependingColumns, nameof(dependingColumns));
        return columns.Needed(columns.Active(dependingColumns));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        host.CheckValue(input, nameof(input));
        host.CheckValue(activeColumns, nameof(activeColumns));
        host.Check(input.Schema == columns.Input, "Schema of input row must be the same as the schema the mapper is bound to");
        return new Row(this, input, columns.Active(activeColumns));
    }

    private IHost Host => host;

    private ScoringColumns Columns => columns;

    private sealed class Row : DataViewRow
    {
        private const long None = -1;

        private readonly ScoringMapper _mapper;
        private readonly DataViewRow _input;
        private readonly bool[] _active;
        private readonly RowPicture? _picture;
        private readonly byte[] _pixels = [];
        private readonly NetworkAnswers? _answers;
        private long _scored = None;

        internal Row(ScoringMapper mapper, DataViewRow input, bool[] active)
        {
            (_mapper, _input, _active) = (mapper, input, active);
            var wanted = mapper.Columns.Wanted(active);
            if (wanted == NetworkOutputs.None)
                return;
            _picture = new RowPicture(mapper.Columns.Pictures.GetGetter(input), mapper.Pictures.Evaluation);
            _pixels = new byte[mapper.Scorer.PictureBytes];
            _answers = new NetworkAnswers(mapper.Scorer, 1, wanted);
        }

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override DataViewSchema Schema => _mapper.OutputSchema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            _mapper.Columns.IsInput(column) ? _input.IsColumnActive(_input.Schema[column.Index]) : _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            _mapper.Host.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
            return _mapper.Columns.IsInput(column)
                ? _input.GetGetter<TValue>(_input.Schema[column.Index])
                : _mapper.Columns.Getter<TValue>(column, Present, _mapper.Host);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }

        /// <summary>Scores the row once, however many of our columns are asked for.</summary>
        private ReadOnlySpan<float> Present(NetworkOutputs output)
        {
            var position = _input.Position;
            _mapper.Host.Check(position >= 0, ScoringColumns.NoRow);
            if (position != _scored)
                Score(position);
            return _answers!.Of(output, 0);
        }

        private void Score(long position)
        {
            _scored = None; // nobody's, should the picture be bad
            Read();
            _answers!.Compute(_pixels, 1);
            _scored = position;
        }

        private void Read()
        {
            try
            {
                _picture!.Read(_pixels);
            }
            catch (BadPictureException e)
            {
                throw RowPicture.Unreadable(e);
            }
        }
    }

    private PictureInput Pictures => pictures;

    private BatchScorer Scorer => scorer;
}
