using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>The pixels of a <see cref="ContactSheet"/>: a block of rows and columns for each picture.</summary>
internal sealed class SheetPainter(SheetGrid grid, Seeds seeds)
{
    private const int Variants = 7;
    private const int Columns = Variants + 1;
    private const double CropFraction = 0.875;

    private static readonly ColorJitter s_jitter = new(0.4, 0.4, 0.4, 0.1);

    private static readonly PictureOperation[] s_operations = [.. Enum.GetValues<PictureOperation>().Where(operation => operation != PictureOperation.Identity)];

    private readonly PictureTransformer _transformer = new();
    private readonly PictureOperations _operations = new();
    private readonly BatchMixer _mixer = new();
    private readonly byte[] _pair = new byte[2 * grid.ImageSize * grid.ImageSize * RgbView.Channels];

    private delegate void Variant(RgbBuffer picture, RgbBuffer next, int variant, Span<byte> square);

    internal static IReadOnlyList<string> Rows { get; } =
        ["light", "color jitter", "random erasing", "mixup with the next picture", "CutMix with the next picture", "strong", .. s_operations.Select(operation => operation.ToString())];

    private int Side => grid.ImageSize;

    private int Square => Side * Side * RgbView.Channels;

    internal static EvaluationTransform Evaluation(int imageSize) => new(imageSize, CropFraction);

    internal static SheetGrid Grid(int pictures, int imageSize) => new(checked(pictures * Columns), Rows.Count, imageSize);

    /// <summary>Paints the whole sheet.</summary>
    /// <param name="pictures">As they are stored for training.</param>
    /// <param name="sheet">Gets the sheet.</param>
    internal void Paint(IReadOnlyList<RgbBuffer> pictures, RgbBuffer sheet)
    {
        grid.Clear(sheet);
        Variant[] rows = [Light, Jitter, Erasing, MixUp, CutMix, Strong, .. s_operations.Select(operation => (Variant)((picture, _, variant, square) => Operate(operation, picture, variant, square)))];
        var square = new byte[Square];
        for (var block = 0; block < pictures.Count; block++)
        {
            var (picture, next) = (pictures[block], pictures[(block + 1) % pictures.Count]);
            for (var row = 0; row < rows.Length; row++)
            {
                Plain(picture, square);
                grid.Put(square, block * Columns, row, sheet);
                for (var variant = 0; variant < Shown(row); variant++)
                {
                    rows[row](picture, next, variant, square);
                    grid.Put(square, (block * Columns) + 1 + variant, row, sheet);
                }
            }
        }
    }

    // What has one strength only is shown once.
    private static int Shown(int row)
    {
        var operation = row - (Rows.Count - s_operations.Length);
        return operation >= 0 && s_operations[operation] is PictureOperation.AutoContrast or PictureOperation.Equalize ? 1 : Variants;
    }

    private void Plain(RgbBuffer picture, Span<byte> square) => _transformer.Evaluate(picture.View, Evaluation(Side), square);

    private TrainingTransform Preset(AugmentationPreset preset) => Presets.Of(preset, smallPictures: false, Side, CropFraction).Train;

    private void Train(RgbBuffer picture, TrainingTransform transform, int variant, Span<byte> square) =>
        _transformer.Train(picture.View, transform, seeds.Stream("sheet", variant), square);

    private void Light(RgbBuffer picture, RgbBuffer next, int variant, Span<byte> square) => Train(picture, Preset(AugmentationPreset.Light), variant, square);

    private void Jitter(RgbBuffer picture, RgbBuffer next, int variant, Span<byte> square) => Train(picture, new TrainingTransform(Side, Colors: s_jitter), variant, square);

    private void Erasing(RgbBuffer picture, RgbBuffer next, int variant, Span<byte> square) =>
        Train(picture, new TrainingTransform(Side, Erasing: new RandomErasing(1)), variant, square);

    private void MixUp(RgbBuffer picture, RgbBuffer next, int variant, Span<byte> square) =>
        Mix(picture, next, new TrainingTransform(Side), variant, new DrawnMix(1, (double)(Variants - variant) / Columns, null), square);

    private void CutMix(RgbBuffer picture, RgbBuffer next, int variant, Span<byte> square) =>
        Mix(picture, next, new TrainingTransform(Side), variant, new BatchMix(null, new CutMix(), 1).Draw(2, Side, seeds.Stream("sheet-mix", variant)), square);

    private void Strong(RgbBuffer picture, RgbBuffer next, int variant, Span<byte> square)
    {
        var strong = Preset(AugmentationPreset.Strong);
        Mix(picture, next, strong, variant, strong.Mix!.Draw(2, Side, seeds.Stream("sheet-mix", variant)), square);
    }

    private void Mix(RgbBuffer picture, RgbBuffer next, TrainingTransform transform, int variant, DrawnMix? mix, Span<byte> square)
    {
        Train(picture, transform, variant, _pair.AsSpan(0, Square));
        Train(next, transform, variant + Variants, _pair.AsSpan(Square));
        if (mix is { } drawn)
            _mixer.Apply(drawn, _pair, 2, Side);
        _pair.AsSpan(0, Square).CopyTo(square);
    }

    private void Operate(PictureOperation operation, RgbBuffer picture, int variant, Span<byte> square)
    {
        var (weakest, strongest, isSigned) = operation == PictureOperation.Hue ? (0, 0.5, true) : TrivialAugment.Range(operation);
        var from = isSigned ? -strongest : weakest;
        Plain(picture, square);
        _operations.Apply(new DrawnOperation(operation, from + ((strongest - from) * variant / (Variants - 1))), square, Side);
    }
}
