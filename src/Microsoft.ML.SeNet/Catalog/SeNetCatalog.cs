using Microsoft.ML.Data;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.FolderCheck;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Recipe;

namespace Microsoft.ML;

/// <summary>Adds SE-ResNets, what feeds them and what searches their options to ML.NET's catalogs.</summary>
public static class SeNetCatalog
{
    /// <summary>Makes a trainer of a squeeze-and-excitation network (Hu et al., https://arxiv.org/abs/1709.01507) for pictures.</summary>
    /// <param name="catalog">The trainers of <see cref="MLContext.MulticlassClassification"/>.</param>
    /// <param name="labelColumnName">The classes: a key column, as <c>MapValueToKey</c> makes it.</param>
    /// <param name="featureColumnName">
    /// The pictures: paths of files (text), encoded bytes (<c>LoadRawImageBytes</c>), <see cref="MLImage"/> (<c>LoadImages</c>), or pixel
    /// vectors (<c>ExtractPixels</c>). Files are turned upright by their EXIF orientation; transparent pixels are put on white.
    /// </param>
    /// <param name="scoreColumnName">
    /// The column to write probabilities to, a known-size vector of Single with a slot for each class.
    /// </param>
    /// <param name="predictedLabelColumnName">The column to write the most probable class to, a key with the label's values.</param>
    /// <param name="network">Depth and family. The <c>Cifar…</c> networks are for pictures of about 32×32 pixels.</param>
    /// <param name="reductionRatio">r: the hidden layer of a squeeze-and-excitation block has C / r units. At least 1.</param>
    /// <param name="epochs">Passes over the training pictures. At least 1.</param>
    /// <param name="batchSize">Pictures a step. At least 2.</param>
    /// <param name="validationSet">
    /// Rows that have passed through the same upstream transforms; when given, the weights of the epoch that scores best on them are the
    /// result.
    /// </param>
    /// <returns>An estimator, whose <c>Fit</c> trains.</returns>
    /// <remarks>
    /// Trains on the CPU, or on the GPU that <see cref="MLContext.GpuDeviceId"/> names. <see cref="MLContext"/>'s seed decides everything
    /// that is random.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message lists all that are.</exception>
    public static SeResNetTrainer SeResNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = SeResNetTrainer.DefaultLabelColumnName,
        string featureColumnName = SeResNetTrainer.DefaultFeatureColumnName,
        string scoreColumnName = SeResNetTrainer.DefaultScoreColumnName,
        string predictedLabelColumnName = SeResNetTrainer.DefaultPredictedLabelColumnName,
        SeResNetVariant network = SeResNetVariant.SeResNet18,
        int reductionRatio = SqueezeExcitationOptions.DefaultReductionRatio,
        int epochs = TrainingOptions.DefaultEpochs,
        int batchSize = TrainingOptions.DefaultBatchSize,
        IDataView? validationSet = null) =>
        catalog.SeResNet(new SeResNetTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ScoreColumnName = scoreColumnName,
            PredictedLabelColumnName = predictedLabelColumnName,
            Network = network,
            ReductionRatio = reductionRatio,
            Epochs = epochs,
            BatchSize = batchSize,
            ValidationSet = validationSet,
        });

    /// <summary>Makes a trainer of a squeeze-and-excitation network for pictures, with all its options.</summary>
    /// <param name="catalog">The trainers of <see cref="MLContext.MulticlassClassification"/>.</param>
    /// <param name="options">Read once, here, and never written.</param>
    /// <returns>An estimator, whose <c>Fit</c> trains.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message lists all that are.</exception>
    public static SeResNetTrainer SeResNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, SeResNetTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new SeResNetTrainer(CatalogUtils.GetEnvironment(catalog), options);
    }

    /// <summary>
    /// Lists the pictures of a folder that has one folder for each class, which may have folders of its own. The pictures themselves are
    /// not read: a trainer whose feature column is that of the paths does that, and tells of files that are none. <c>LoadImages</c> reads
    /// them too, but turns no picture upright, and waits for named pipes.
    /// </summary>
    /// <param name="catalog">The catalog of the context, <c>mlContext.Data</c>.</param>
    /// <param name="path">The folder of the class folders.</param>
    /// <param name="imagePathColumnName">The name of the text column with the full path of each picture.</param>
    /// <param name="labelColumnName">The name of the text column with the name of its class folder.</param>
    /// <param name="extensions">
    /// What pictures end in, in any case, with or without the dot; null stands for bmp, gif, jpeg, jpg, png and webp. Other files, and
    /// hidden files and
    /// folders, are passed over. Symbolic links are followed.
    /// </param>
    /// <returns>
    /// One row for each picture, in the ordinal order of the paths relative to <paramref name="path"/>: the same on every machine.
    /// </returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">
    /// There are no class folders but folders for training and test, a class folder without pictures, pictures beside the class folders, or
    /// a symbolic link back to a folder that it is in.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The path or a column name is empty, both columns have one name, or an extension is empty.
    /// </exception>
    public static IDataView LoadImagesFromFolder(
        this DataOperationsCatalog catalog,
        string path,
        string imagePathColumnName = "ImagePath",
        string labelColumnName = "Label",
        IEnumerable<string>? extensions = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var columns = LabeledFileColumns(imagePathColumnName, labelColumnName);
        ImageFolder.RequireNoSplits(path);
        return catalog.LoadFromEnumerable(ImageFolder.List(path, extensions), columns);
    }

    /// <summary>
    /// Lists the pictures of a folder as people have them: with folders for training, validation and test (train or training, val, valid or
    /// validation, test or testing, in any case), each with one folder for each class, or with class folders alone. A folder with nothing
    /// but one of these layouts in it is looked into. The pictures themselves are not read.
    /// </summary>
    /// <param name="catalog">The catalog of the context, <c>mlContext.Data</c>.</param>
    /// <param name="path">The folder.</param>
    /// <param name="imagePathColumnName">The name of the text column with the full path of each picture.</param>
    /// <param name="labelColumnName">The name of the text column with the name of its class folder.</param>
    /// <param name="extensions">What pictures end in, as for <see cref="LoadImagesFromFolder"/>.</param>
    /// <returns>The rows of each split, and what was taken for what. Without splits all rows are those to train on.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">
    /// There are two folders for one split, none to train on, classes in validation or test that training lacks, or what
    /// <see cref="LoadImagesFromFolder"/> refuses.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The path or a column name is empty, both columns have one name, or an extension is empty.
    /// </exception>
    public static ImageFolderSplits LoadImageSplitsFromFolder(
        this DataOperationsCatalog catalog,
        string path,
        string imagePathColumnName = "ImagePath",
        string labelColumnName = "Label",
        IEnumerable<string>? extensions = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var columns = LabeledFileColumns(imagePathColumnName, labelColumnName);
        var splits = LabeledSplits.Of(SplitFolders.Of(path), extensions);
        return new ImageFolderSplits(View(splits.Train)!, View(splits.Validation), View(splits.Test), splits.Description);

        IDataView? View(IReadOnlyList<LabeledFile>? files) => files is null ? null : catalog.LoadFromEnumerable(files, columns);
    }

    /// <summary>
    /// Looks through a folder that has one folder for each class, before hours of training are spent on it: unreadable and cut pictures,
    /// the same or nearly the same picture in several classes, in train and test or several times in a class, misnamed and passed-over
    /// files, class counts, odd sizes, blank and gray pictures; how many are turned by their EXIF orientation or have transparent pixels.
    /// Every picture is decoded once, as for a training, on all processors; of each less than a kilobyte is kept.
    /// </summary>
    /// <param name="catalog">The catalog of the context, <c>mlContext.Data</c>.</param>
    /// <param name="trainFolder">
    /// The folder of the class folders, as for <c>LoadImagesFromFolder</c>, or, where no test folder is given, one with splits, as for
    /// <c>LoadImageSplitsFromFolder</c>.
    /// </param>
    /// <param name="testFolder">Such a folder with the pictures to test with; null where there is none, or it is to be looked for.</param>
    /// <param name="options">What is worth telling; null stands for the defaults.</param>
    /// <returns>The findings, the worst first; the same ones each time and on every machine whose decoders give the same pixels.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A symbolic link leads back to a folder that it is in.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message lists all that are.</exception>
    /// <exception cref="ArgumentException">A path or an extension is empty, or both folders are the same.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled.</exception>
    public static ImageFolderReport CheckImageFolder(
        this DataOperationsCatalog catalog, string trainFolder, string? testFolder = null, ImageFolderCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(trainFolder);
        options ??= new ImageFolderCheckOptions();
        options.Check();
        if (testFolder is not null)
            RequireOther(trainFolder, testFolder);
        return ImageFolderCheck.Run(trainFolder, testFolder, options);
    }

    /// <summary>
    /// Decodes picture files, once and on all processors, to see which cannot be read: before a training, those that it will be validated
    /// or tested with.
    /// </summary>
    /// <param name="catalog">The catalog of the context, <c>mlContext.Data</c>.</param>
    /// <param name="data">The rows.</param>
    /// <param name="imagePathColumnName">The text column with their paths.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>Those that cannot be read, in the order of the rows.</returns>
    /// <exception cref="ArgumentException">The column is missing or of another type.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static IReadOnlyList<UnreadableImage> FindUnreadableImages(
        this DataOperationsCatalog catalog,
        IDataView data,
        string imagePathColumnName = "ImagePath",
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        return UnreadableImages.Among(RecipeChoice.Texts(data, imagePathColumnName), cancellationToken);
    }

    /// <summary>
    /// Makes features of pictures with a trained network, for any other trainer: what its fully connected layer sees, which is the last
    /// stage's maps,
    /// averaged over all positions. The classes that the network was trained for need not be those of the pictures.
    /// </summary>
    /// <param name="catalog">The transforms of <see cref="MLContext.Transforms"/>.</param>
    /// <param name="outputColumnName">
    /// The column to write the features to, a known-size vector of Single: 512 for SE-ResNet-18 and -34, 2048 for larger ones, 64 for most
    /// <c>Cifar…</c> networks.
    /// </param>
    /// <param name="weights">
    /// A trained model, or <see cref="SeNetWeights.FromFile"/>. Copied by each <c>Fit</c>; pictures are prepared as they were for the
    /// weights.
    /// </param>
    /// <param name="inputColumnName">
    /// The pictures: paths of files (text), encoded bytes (<c>LoadRawImageBytes</c>), <see cref="MLImage"/> (<c>LoadImages</c>), or pixel
    /// vectors (<c>ExtractPixels</c>); null where it is the column to write to.
    /// </param>
    /// <param name="imageSize">
    /// The side of the square that the network sees, in pixels, 1 to 8192; null for that of the weights, or 32 (<c>Cifar…</c> networks) or
    /// 224 where
    /// they do not tell.
    /// </param>
    /// <returns>An estimator, which learns nothing from data.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The image size is out of its range.</exception>
    /// <exception cref="ArgumentException">The name of the output column is empty.</exception>
    public static SeNetFeaturizingEstimator SeNetFeaturizeImage(
        this TransformsCatalog catalog,
        string outputColumnName,
        SeNetWeights weights,
        string? inputColumnName = null,
        int? imageSize = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(weights);
        return new SeNetFeaturizingEstimator(
            CatalogUtils.GetEnvironment(catalog), outputColumnName, weights, inputColumnName ?? outputColumnName, imageSize);
    }

    /// <summary>
    /// Chooses how to train on some pictures, by their number, classes and usual size, and by the time that there is: network, weights to
    /// start from, size, epochs, rate. Looks at the headers of the files, and with a budget trains on a few of them to see how fast this
    /// machine is.
    /// </summary>
    /// <param name="catalog">The catalog of the context, <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="trainData">The rows to train on, as <c>LoadImagesFromFolder</c> lists them.</param>
    /// <param name="imagePathColumnName">The text column with their paths.</param>
    /// <param name="labelColumnName">The text column with their classes.</param>
    /// <param name="options">What is known or wished; null for nothing.</param>
    /// <returns>A recipe: print it, and train with its options.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message lists all that are.</exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public static SeNetRecipe RecommendSeResNet(
        this MulticlassClassificationCatalog catalog,
        IDataView trainData,
        string imagePathColumnName = "ImagePath",
        string labelColumnName = SeResNetTrainer.DefaultLabelColumnName,
        SeNetRecipeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(trainData);
        return RecipeChoice.Of(
            RecipeChoice.Rows(trainData, imagePathColumnName, labelColumnName), options ?? new SeNetRecipeOptions());
    }

    /// <summary>Makes an experiment that searches the options of SE-ResNets.</summary>
    /// <param name="catalog">The catalog of the context, <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="settings">What is searched, how and for how long. Read once, here, and never written.</param>
    /// <returns>An experiment, whose <see cref="SeResNetExperiment.Execute"/> searches.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message lists all that are.</exception>
    public static SeResNetExperiment CreateSeResNetExperiment(
        this MulticlassClassificationCatalog catalog, SeResNetExperimentSettings settings)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(settings);
        return new SeResNetExperiment(catalog, settings, TimeProvider.System);
    }

    /// <summary>Makes an experiment that searches the reduction ratio r of an SE-ResNet.</summary>
    /// <param name="catalog">The catalog of the context, <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="maxExperimentTimeInSeconds">The time that it may take, at least 1.</param>
    /// <returns>An experiment, whose <see cref="SeResNetExperiment.Execute"/> searches.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is 0.</exception>
    public static SeResNetExperiment CreateSeResNetExperiment(
        this MulticlassClassificationCatalog catalog, uint maxExperimentTimeInSeconds) =>
        catalog.CreateSeResNetExperiment(new SeResNetExperimentSettings { MaxExperimentTimeInSeconds = maxExperimentTimeInSeconds });

    /// <summary>
    /// The most probable labels of a row, the most probable first, where there is nothing but the schema that its scores come with, such as
    /// a prediction
    /// engine's <c>OutputSchema</c>.
    /// </summary>
    /// <param name="schema">A schema with the column of scores.</param>
    /// <param name="scores">The scores of one row, as the column holds them.</param>
    /// <param name="count">How many labels, 1 or more; all where there are fewer.</param>
    /// <param name="scoreColumnName">
    /// The column of scores, whose training label values or slot names are the labels. Without either, labels are numbered from 1, as keys
    /// are.
    /// </param>
    /// <exception cref="ArgumentException">The column is not there or has another number of scores.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public static IReadOnlyList<LabelProbability> TopPredictions(
        this DataViewSchema schema,
        ReadOnlySpan<float> scores,
        int count = ScoreRanking.DefaultCount,
        string scoreColumnName = SeResNetTrainer.DefaultScoreColumnName)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return ScoreRanking.Named(schema, scores, count, scoreColumnName);
    }

    private static SchemaDefinition LabeledFileColumns(string imagePathColumnName, string labelColumnName)
    {
        ArgumentException.ThrowIfNullOrEmpty(imagePathColumnName);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        if (imagePathColumnName == labelColumnName)
            throw new ArgumentException(
                $"Column names: expected two, got '{labelColumnName}' for both the path and the label. Give one of them another name.",
                nameof(labelColumnName));
        var columns = SchemaDefinition.Create(typeof(LabeledFile));
        var (imagePath, label) = (columns[nameof(LabeledFile.ImagePath)], columns[nameof(LabeledFile.Label)]);
        (imagePath.ColumnName, label.ColumnName) = (imagePathColumnName, labelColumnName);
        return columns;
    }

    private static void RequireOther(string trainFolder, string testFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(testFolder);
        static string Full(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

        if (Full(trainFolder) == Full(testFolder))
            throw new ArgumentException(
                $"Folders of pictures: expected two, got '{Full(trainFolder)}' for both training and test. "
                + "Leave the test folder out where there is none.",
                nameof(testFolder));
    }
}
