using System.Text;
using System.Xml;
using System.Xml.Linq;
using SeNetMl.Samples.ImageClassification.Plots;

namespace SeNetMl.Samples.ImageClassification.Report;

/// <summary>A page of HTML (https://html.spec.whatwg.org) as a tree of elements: whatever text it holds,
/// escaping is the writer's.</summary>
internal static class Html
{
    // Elements that have no end tag; all others need one, even when they are empty.
    private static readonly HashSet<string> s_void = ["br", "img", "meta"];

    /// <summary>A row of a table: a header cell, and data cells.</summary>
    internal static XElement Row(object header, params IEnumerable<object?> cells) =>
        new("tr", new XElement("th", new XAttribute("scope", "row"), header), cells.Select(cell => new XElement("td", cell)));

    /// <summary>A table that can be scrolled sideways where the page is narrow.</summary>
    /// <param name="caption">What it tells, for those who cannot see where it stands.</param>
    /// <param name="columns">Header cells; none for a table of names and values.</param>
    /// <param name="rows">What <see cref="Row"/> makes.</param>
    /// <param name="style">A class of the style sheet.</param>
    internal static XElement Table(string caption, IReadOnlyCollection<string> columns, IEnumerable<XElement> rows, string? style = null) =>
        Wide(caption, new XElement(
            "table",
            style is null ? null : new XAttribute("class", style),
            new XElement("caption", caption),
            columns.Count == 0
                ? null
                : new XElement(
                    "thead", new XElement("tr", columns.Select(column => new XElement("th", new XAttribute("scope", "col"), column)))),
            new XElement("tbody", rows)));

    /// <summary>Something that can be scrolled sideways where the page is narrow, by keyboard too.</summary>
    internal static XElement Wide(string name, XElement content) =>
        new("div", new XAttribute("class", "wide"), new XAttribute("role", "region"), new XAttribute("aria-label", name),
            new XAttribute("tabindex", 0), content);

    /// <summary>Writes a page, in UTF-8. The tree is finished by that and written once only.</summary>
    internal static void Write(XElement page, Stream stream)
    {
        Finish(page);
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), OmitXmlDeclaration = true, Indent = true,
            IndentChars = " ", NewLineChars = "\n", ConformanceLevel = ConformanceLevel.Fragment
        };
        stream.Write("<!DOCTYPE html>\n"u8);
        using var writer = XmlWriter.Create(stream, settings);
        page.WriteTo(writer);
    }

    private static void Finish(XElement page)
    {
        foreach (var element in page.DescendantsAndSelf().ToArray())
        {
            foreach (var attribute in element.Attributes())
                attribute.Value = PrintableText.Of(attribute.Value);
            foreach (var text in element.Nodes().OfType<XText>())
                text.Value = PrintableText.Of(text.Value);
            if (element.IsEmpty && element.Name.Namespace == XNamespace.None && !s_void.Contains(element.Name.LocalName))
                element.Value = "";
        }
    }
}
