using Microsoft.ML;
using Microsoft.ML.SeNet;
using Microsoft.ML.Transforms.Image;

namespace SeNetMl.Docs;

/// <summary>The code of docs/weights.md.</summary>
public static class WeightsCode
{
    /// <summary>Compiled, and run by nobody: the file is another library's.</summary>
    /// <param name="options">Of the training that starts from it.</param>
    public static void Import(SeResNetTrainer.Options options)
    {
        #region import
        var weights = SeNetWeights.FromFile("se_resnet50-ce0d4300.pth"); // looks at names and shapes, reads no numbers yet
        Console.WriteLine(weights);                                      // SE-ResNet-50, r = 16, 1000 classes, in PyTorch's legacy format …
        options.InitialWeights = weights;                                // a training starts from them; other classes get a new head
        weights.Save("seresnet50.safetensors");                          // the same under timm's names, with all that must be known of it
        #endregion
    }

    /// <summary>Writes a model for other programs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">Where a file of that name goes.</param>
    public static void Export(SeResNetTransformer model, Func<string, string> path)
    {
        #region export
        model.SaveAsOnnx(path("model.onnx"));                                                 // opset 17, probabilities
        model.SaveAsOnnx(path("old.onnx"), new OnnxExportOptions { Opset = 13, Softmax = false });
        model.Weights.Save(path("model.safetensors"));                                        // timm's names, for Python and for FromFile
        model.Weights.SaveAsTorchSharp(path("model.dat"));                                    // for Module.load
        #endregion
    }

    /// <summary>Scores pictures with an ONNX file in ML.NET.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="pictures">Rows with paths.</param>
    /// <param name="path">The file.</param>
    /// <param name="side">The model's picture size.</param>
    public static ITransformer Apply(MLContext ml, IDataView pictures, string path, int side)
    {
        #region onnx
        var pipeline = ml.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath")
            .Append(ml.Transforms.ResizeImages( // the model's size, such as 224
                "Image", side, side, resizing: ImageResizingEstimator.ResizingKind.IsoCrop))
            .Append(ml.Transforms.ExtractPixels("Pixels", "Image"))                  // its defaults: red, green, blue, planes, 0 to 255
            .Append(ml.Transforms.ApplyOnnxModel("Score", "Pixels", path));          // the file that SaveAsOnnx wrote
        var model = pipeline.Fit(pictures);
        #endregion
        return model;
    }
}
