using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Evaluation;

public class ConfusionMatrixTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [Fact]
    public void GetFormattedConfusionTable_NoNames_NumbersTheClasses()
    {
        const string Expected = """

            Confusion table
                      ||========================
            PREDICTED ||     0 |     1 |     2 | Recall
            TRUTH     ||========================
                    0 ||     1 |     1 |     0 | 0.5000
                    1 ||     0 |     1 |     0 | 1.0000
                    2 ||     1 |     0 |     0 | 0.0000
                      ||========================
            Precision ||0.5000 |0.5000 |0.0000 |

            """;

        Assert.Equal(Expected, Sut(null, 3).GetFormattedConfusionTable(), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void GetFormattedConfusionTable_ShortNames_StandInTheHead()
    {
        const string Expected = """

            Confusion table
                      ||========================
            PREDICTED ||   cat |   dog | mouse | Recall
            TRUTH     ||========================
                  cat ||     1 |     1 |     0 | 0.5000
                  dog ||     0 |     1 |     0 | 1.0000
                mouse ||     1 |     0 |     0 | 0.0000
                      ||========================
            Precision ||0.5000 |0.5000 |0.0000 |

            """;

        Assert.Equal(Expected, Sut(["cat", "dog", "mouse"], 3).GetFormattedConfusionTable(), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void GetFormattedConfusionTable_LongNames_AreNumbered()
    {
        const string Expected = """

            Confusion table
                                ||========================
            PREDICTED           ||     0 |     1 |     2 | Recall
            TRUTH               ||========================
            0.              cat ||     1 |     1 |     0 | 0.5000
            1. a very large dog ||     0 |     1 |     0 | 1.0000
            2.            mouse ||     1 |     0 |     0 | 0.0000
                                ||========================
            Precision           ||0.5000 |0.5000 |0.0000 |

            """;

        Assert.Equal(Expected, Sut(["cat", "a very large dog", "mouse"], 3).GetFormattedConfusionTable(), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void GetFormattedConfusionTable_TwoClasses_HasWiderColumns()
    {
        const string Expected = """

            Confusion table
                      ||======================
            PREDICTED ||      cat | elephant | Recall
            TRUTH     ||======================
                  cat ||    1,234 |        0 | 1.0000
             elephant ||        1 |        2 | 0.6667
                      ||======================
            Precision ||   0.9992 |   1.0000 |

            """;
        (float, float[])[] rows = [.. Enumerable.Repeat((0f, new[] { 1f, 0 }), 1234), (1, [1, 0]), (1, [0, 1]), (1, [0, 1])];

        var sut = s_ml.MulticlassClassification.Evaluate(ScoredRows.View(s_ml, 2, ["cat", "elephant"], rows)).ConfusionMatrix;

        Assert.Equal(Expected, sut.GetFormattedConfusionTable(), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData(-1, 0, "predictedClassIndicatorIndex")]
    [InlineData(3, 0, "predictedClassIndicatorIndex")]
    [InlineData(0, -1, "actualClassIndicatorIndex")]
    [InlineData(0, 3, "actualClassIndicatorIndex")]
    public void GetCountForClassPair_NoSuchClass_Throws(int predicted, int actual, string parameter)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Sut(null, 3).GetCountForClassPair(predicted, actual));

        Assert.Equal($"Invalid index. Should be non-negative, less than the number of classes. (Parameter '{parameter}')", exception.Message);
    }

    private static ConfusionMatrix Sut(string[]? names, int classes) => s_ml.MulticlassClassification.Evaluate(
        ScoredRows.View(s_ml, classes, names, (0, [1, 0, 0]), (0, [0, 1, 0]), (1, [0, 1, 0]), (2, [1, 0, 0]))).ConfusionMatrix;
}
