using System.Xml.Linq;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Plots;

/// <summary>A drawing in SVG: https://www.w3.org/TR/SVG11. Only what the two plots need.</summary>
internal sealed class Svg
{
    // The style sheet of the report gives these other colors where it is dark.
    internal const string White = "#ffffff";
    internal const string Ink = "#1f2937";
    internal const string Quiet = "#6b7280";
    internal const string Grid = "#e5e7eb";

    private const string Font = "system-ui, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif";
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private readonly XElement _root;

    internal Svg(double width, double height, string title)
    {
        _root = new XElement(
            s_svg + "svg",
            new XAttribute("width", N(width)), new XAttribute("height", N(height)),
            new XAttribute("viewBox", $"0 0 {N(width)} {N(height)}"),
            new XAttribute("font-family", Font), new XAttribute("font-size", 13), new XAttribute("role", "img"),
            new XElement(s_svg + "title", PrintableText.Of(title)));
        Rectangle(0, 0, width, height, White);
    }

    internal void Rectangle(double x, double y, double width, double height, string fill, double opacity = 1)
    {
        var element = Add("rect", ("x", N(x)), ("y", N(y)), ("width", N(width)), ("height", N(height)), ("fill", fill));
        if (opacity < 1)
            element.SetAttributeValue("fill-opacity", N(opacity));
    }

    internal void Line(double x1, double y1, double x2, double y2, string stroke, double width = 1) =>
        Add("line", ("x1", N(x1)), ("y1", N(y1)), ("x2", N(x2)), ("y2", N(y2)), ("stroke", stroke), ("stroke-width", N(width)));

    internal void Polyline(IEnumerable<(double X, double Y)> points, string stroke, double width = 2) =>
        Add("polyline", ("points", string.Join(" ", points.Select(point => $"{N(point.X)},{N(point.Y)}"))), ("fill", "none"),
            ("stroke", stroke), ("stroke-width", N(width)), ("stroke-linejoin", "round"));

    internal void Circle(double x, double y, double radius, string fill) =>
        Add("circle", ("cx", N(x)), ("cy", N(y)), ("r", N(radius)), ("fill", fill));

    /// <summary>Text, its anchor "start", "middle" or "end" at a point on its base line; turned by degrees around that point.</summary>
    internal void Text(
        double x, double y, string text, string fill = Ink, string anchor = "start", double size = 13, double turn = 0, bool bold = false)
    {
        var element = Add("text", ("x", N(x)), ("y", N(y)), ("fill", fill), ("text-anchor", anchor), ("font-size", N(size)));
        if (turn != 0)
            element.SetAttributeValue("transform", $"rotate({N(turn)} {N(x)} {N(y)})");
        if (bold)
            element.SetAttributeValue("font-weight", "600");
        element.Value = PrintableText.Of(text);
    }

    internal void Save(string path) => WholeFile.Write(path, stream => _root.Save(stream));

    /// <summary>The drawing as a part of something larger.</summary>
    internal XElement ToElement() => new(_root);

    public override string ToString() => _root.ToString();

    /// <summary>About how wide a text is, in pixels.</summary>
    internal static double WidthOf(string text, double size = 13) => text.Length * size * 0.56;

    private XElement Add(string name, params (string Name, string Value)[] attributes)
    {
        var element = new XElement(s_svg + name, attributes.Select(attribute => new XAttribute(attribute.Name, attribute.Value)));
        _root.Add(element);
        return element;
    }

    private static string N(double number) => Math.Round(number, 2).ToString();
}
