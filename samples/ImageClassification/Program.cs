using SeNetMl.Samples.ImageClassification;
using SeNetMl.Samples.ImageClassification.Display;

return App.Run(args, Terminal.OfThisProcess());
