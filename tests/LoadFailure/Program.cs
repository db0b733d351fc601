// Calls into libtorch twice, and writes what each call throws.
using TorchSharp;

for (var attempt = 0; attempt < 2; attempt++)
{
    try
    {
        using var tensor = torch.ones(1);
        Console.WriteLine("loaded");
    }
    catch (Exception e)
    {
        Console.WriteLine($"{e.GetType()}: {e.Message}");
    }
}
