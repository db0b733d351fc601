using Microsoft.ML.Data;
using Microsoft.ML.Data.IO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Saves and loads models, and makes engines of them.</summary>
public sealed class ModelOperationsCatalog : IInternalCatalog
{
    private const string SchemaEntry = "Schema";
    private const string LegacyFolder = "DataLoaderModel";
    private const string TransformerFolder = TransformerChain.LoaderSignature;

    private readonly IHostEnvironment _env;

    internal ModelOperationsCatalog(IHostEnvironment env) => _env = env;

    IHostEnvironment IInternalCatalog.Environment => _env;

    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = RepositoryWriter.CreateNew(stream, _env);
        ModelSaveContext.SaveModel(repository, model, TransformerFolder);
        if (inputSchema is not null)
            SaveSchema(inputSchema, repository);
        repository.Commit();
    }

    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = RepositoryReader.Open(stream, _env);
        using var entry = repository.OpenEntryOrNull(SchemaEntry);
        inputSchema = entry is null ? null! : LoadSchema(entry.Stream);
        if (entry is not null)
        {
            ModelLoadContext.LoadModel<ITransformer, SignatureLoadModel>(_env, out var model, repository, TransformerFolder);
            return model;
        }
        if (ModelLoadContext.LoadModelOrNull<ITransformer, SignatureLoadModel>(_env, out var found, repository, TransformerFolder))
            return found!;
        using var legacy = repository.OpenEntryOrNull(LegacyFolder, ModelLoadContext.ModelStreamName);
        var cause = legacy is null ? _env.Except("Repository doesn't contain entry {0}", $"{LegacyFolder}/{ModelLoadContext.ModelStreamName}") : _env.ExceptDecode("Corrupt model file");
        throw _env.Except(cause, "Could not load legacy format model");
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, bool ignoreMissingColumns = true, SchemaDefinition? inputSchemaDefinition = null, SchemaDefinition? outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new() =>
        CreatePredictionEngine<TSrc, TDst>(transformer, new PredictionEngineOptions { IgnoreMissingColumns = ignoreMissingColumns, InputSchemaDefinition = inputSchemaDefinition, OutputSchemaDefinition = outputSchemaDefinition });

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new() =>
        CreatePredictionEngine<TSrc, TDst>(transformer, new PredictionEngineOptions { IgnoreMissingColumns = false, InputSchemaDefinition = DataOperationsCatalog.Definition<TSrc>(_env, inputSchema) });

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new() => new(_env, transformer, options);

    private void SaveSchema(DataViewSchema schema, RepositoryWriter repository)
    {
        using var channel = _env.Start("Saving Schema");
        var savable = schema.ToLookup(column => SchemaFile.CanSave(column.Type));
        foreach (var column in savable[false])
            channel.Info(MessageSensitivity.Schema, "The column '{0}' will not be written as it has unsavable column type.", column.Name);
        channel.Check(savable[true].Any(), "No valid columns to save");
        using var entry = repository.CreateEntry(SchemaEntry);
        SchemaFile.Write(entry.Stream, [.. savable[true]], channel);
    }

    private DataViewSchema LoadSchema(Stream stream)
    {
        using var channel = _env.Start("Loading Schema");
        return SchemaFile.Read(stream, _env, channel);
    }
}
