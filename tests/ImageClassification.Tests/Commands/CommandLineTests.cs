using System.CommandLine;
using SeNetMl.Samples.ImageClassification.Commands;

namespace SeNetMl.Samples.ImageClassification.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData(new[] { "train", "--data", "a/b-c_1.2", "--epochs", "3" }, "./sample.sh train --data a/b-c_1.2 --epochs 3")]
    [InlineData(new[] { "train", "--data", "my 'own' $pictures" }, @"./sample.sh train --data 'my '\''own'\'' $pictures'")]
    [InlineData(new[] { "train", "--data", "" }, "./sample.sh train --data ''")]
    public void Of_Arguments_CanBeTypedAgain(string[] arguments, string expected)
    {
        var train = new Command("train") { new Option<string>("--data"), new Option<int>("--epochs") };

        Assert.Equal(expected, CommandLine.Of(new RootCommand { train }.Parse(arguments)));
    }
}
