using System.Globalization;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Common;

public class FaultsTests
{
    [Fact]
    public void ThrowIfAny_WithACommaCulture_WritesPointsAllTheSame()
    {
        var former = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            var sut = new Faults("A thing");
            sut.Require(false, "Weight", "1 or more", 0.5);
            sut.Require(true, "Length", "1 or more", 1);
            sut.Require(false, "Name", "a name", null);

            var e = Assert.Throws<ArgumentOutOfRangeException>(() => sut.ThrowIfAny());

            Assert.Equal(
                "A thing cannot be made from these values. Weight: expected 1 or more, got 0.5. Name: expected a name, "
                + "got null. (Parameter 'Weight')", e.Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = former;
        }
    }
}
