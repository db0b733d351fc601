#pragma warning disable CS1591
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Scoring;
namespace Microsoft.ML.SeNet;
/// <summary>stub</summary>
public sealed class SeResNetTransformer : ITransformer, IDisposable
{
    internal SeResNetTransformer(IHostEnvironment env, ModelDescription d, SeResNet n) { (Description, Net) = (d, n); }
    internal ModelDescription Description { get; }
    internal SeResNet Net { get; }
    public bool IsRowToRowMapper => throw new NotImplementedException();
    public void Dispose() => Net.Dispose();
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => throw new NotImplementedException();
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotImplementedException();
    public IDataView Transform(IDataView input) => throw new NotImplementedException();
    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotImplementedException();
}
