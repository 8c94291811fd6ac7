namespace SkyLink.Automate.Intents;

public sealed class IntentKindTests
{
    [Theory]
    [InlineData("Build a chat app with login.", nameof(IntentKind.FeatureRequest))]
    [InlineData("I want a shop for my bakery. Customers must be able to order bread and pay online.", nameof(IntentKind.FeatureRequest))]
    [InlineData("As a reader I want to borrow books so that I need not buy them.", nameof(IntentKind.FeatureRequest))]
    [InlineData("Fix the crash when the basket is empty.", nameof(IntentKind.BugFix))]
    [InlineData("The export stopped working after the update and the log shows an exception.", nameof(IntentKind.BugFix))]
    [InlineData("Please refactor the invoice module to get rid of duplicate code.", nameof(IntentKind.Refactoring))]
    [InlineData("Clean up the order service without changing what it does.", nameof(IntentKind.Refactoring))]
    [InlineData("Document the public API and update the README.", nameof(IntentKind.Documentation))]
    [InlineData("We lack a runbook and a user guide.", nameof(IntentKind.Documentation))]
    [InlineData("Test the payment flow and raise coverage of the ledger.", nameof(IntentKind.Testing))]
    [InlineData("More unit tests and a load test for the gateway.", nameof(IntentKind.Testing))]
    [InlineData("Deploy the new version to production on Kubernetes.", nameof(IntentKind.Deployment))]
    [InlineData("Roll out release 2.1 to staging with a canary.", nameof(IntentKind.Deployment))]
    [InlineData("Configure the mail server and set the environment variable for its port.", nameof(IntentKind.Configuration))]
    [InlineData("Turn off the feature flag for guests.", nameof(IntentKind.Configuration))]
    [InlineData("Investigate which database suits us and list the pros and cons.", nameof(IntentKind.Research))]
    [InlineData("Compare message brokers and recommend one.", nameof(IntentKind.Research))]
    [InlineData("Hello there, how are you today?", nameof(IntentKind.Unknown))]
    [InlineData("", nameof(IntentKind.Unknown))]
    public void A_text_says_what_kind_of_work_it_wants(string text, string kind)
    {
        var intent = RecognizedIntent.Of(text);
        Assert.Equal(kind, intent.Kind.ToString());
        Assert.InRange(intent.Confidence, 1 / 9.0, 1);
    }

    [Fact]
    public void The_cues_that_decided_are_named()
    {
        var intent = RecognizedIntent.Of("Fixing it is urgent: the app crashes with an error.");
        Assert.Equal(["fix", "crash", "error"], intent.Cues);
        Assert.True(intent.Confidence > 0.9);
    }

    [Fact]
    public void The_more_speaks_for_a_kind_the_surer_it_is() => Assert.True(
        RecognizedIntent.Of("Something about a bug").Confidence
        < RecognizedIntent.Of("Something about a bug: it hangs with a deadlock, an exception and a stack trace").Confidence);
}
