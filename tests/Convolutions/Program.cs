using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.OneDnn;
// Draws convolutions and compares them with float64. Arguments: how many, the seed, and "broken" to have oneDNN believe in caches of one
// byte first. A line for each wrong one, and at last "N of N right".
using SeNetMl.Convolutions;
using System.Globalization;

var (count, seed) = (int.Parse(args[0], CultureInfo.InvariantCulture), int.Parse(args[1], CultureInfo.InvariantCulture));
if (args.Length > 2)
    HiddenCaches.Pretend();
ComputeStart.Ensure();
Console.WriteLine(OneDnnLibrary.Ensure().Line);
var draw = new ShapeDraw(seed, NetworkShapes.All());
var right = 0;
for (var i = 0; i < count; i++)
{
    var shape = draw.Next();
    if (ConvolutionCheck.Fault(shape, seed + i) is { } fault)
        Console.WriteLine($"{shape}: {fault}");
    else
        right++;
}
Console.WriteLine($"{right} of {count} right");
