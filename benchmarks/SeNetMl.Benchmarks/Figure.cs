namespace SeNetMl.Benchmarks;

/// <summary>One line of a comparison, "figure NAME VALUE", and how it comes about.</summary>
/// <param name="Name">The figure's name.</param>
internal abstract record Figure(string Name)
{
    /// <summary>The peer it takes; null where ours is measured by itself.</summary>
    internal virtual Peer? Against => null;

    /// <summary>Our works that it takes.</summary>
    internal abstract IEnumerable<string> OurWorks { get; }

    /// <summary>Measures it and prints it after what it is made of.</summary>
    internal abstract void Measure(Workers workers, int rounds, double seconds);
}
