using System.Runtime.InteropServices;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>The three bytes of a pixel, to be moved as one.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct Pixel(byte Red, byte Green, byte Blue);
