namespace SkyLink.Automate.Intents.Golden;

/// <summary>The model that is part of the program is the one that the public set and our own examples give.</summary>
public sealed class RequirementModelFileTests
{
    private const string Model = "src/SkyLink.Automate/Intents/requirements.model";

    [Fact]
    public async Task Training_again_gives_the_model_that_is_shipped()
    {
        var set = PublicRequirements.Read();
        var trained = RequirementTrainer.Train([.. set, .. LabelledRequirement.OwnExamples]);
        var file = Path.Combine(PublicRequirements.Root, Model);
        if (Environment.GetEnvironmentVariable("SKYLINK_GOLDEN") == "write")
        {
            await File.WriteAllBytesAsync(file, trained.Write(), TestContext.Current.CancellationToken);
        }

        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.True(RequirementModel.TryRead(bytes, out var shipped), $"{Model}: run ./skylink golden and review.");

        // Another processor's exponential may round the last bit otherwise, and a weight then to the next step.
        Assert.True(trained.DifferenceFrom(shipped) is 0 or 1, $"{Model} differs: run ./skylink golden and review.");
        Assert.InRange(bytes.Length, 1, 2_000_000);
    }
}
