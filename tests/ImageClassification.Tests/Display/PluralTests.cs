using SeNetMl.Samples.ImageClassification.Display;

namespace SeNetMl.Samples.ImageClassification.Tests.Display;

public sealed class PluralTests
{
    [Fact]
    public void Of_NoneOneAndMany_AreSaidAsPeopleDo() => Assert.Equal(
        ["no pictures", "1 picture", "1,234 pictures", "no classes", "2 classes"],
        [Plural.Of(0, "picture"), Plural.Of(1, "picture"), Plural.Of(1234, "picture"), Plural.Of(0, "class", "classes"),
            Plural.Of(2, "class", "classes")]);
}
