using SkyLink.Platform.Http;

namespace SkyLink.Host.Golden;

public sealed class IdempotencyKeyTests
{
    private const string StateDecides = "a repeat finds the state changed and is refused";
    private const string AsksOnly = "asks; a repeat asks again and moves nothing";
    private const string SameAgain = "a repeat sets what is set already";
    private const string OneMore = "a repeat gives one more key; what was signed with any of them stays good";
    private const string Secret = "the stored answer would have to hold a secret";

    /// <summary>The POSTs without a key, and why a repeat does no harm.</summary>
    private static readonly Dictionary<string, string> WithoutKey = new(StringComparer.Ordinal)
    {
        ["CancelMyOrder"] = StateDecides,
        ["ConfirmMyOrder"] = StateDecides,
        ["CreateApiKey"] = Secret,
        ["DebugSignature"] = AsksOnly,
        ["DisableUser"] = StateDecides,
        ["DryRunSearch"] = AsksOnly,
        ["EnableUser"] = StateDecides,
        ["IssueTokens"] = Secret,
        ["RatingMyOrder"] = SameAgain,
        ["RedriveBuyersDelivery"] = StateDecides,
        ["RedriveDeadLetter"] = StateDecides,
        ["RedriveLogisticsDelivery"] = StateDecides,
        ["RedrivePaymentsDelivery"] = StateDecides,
        ["RedriveRoutingDelivery"] = StateDecides,
        ["RedriveSellersDelivery"] = StateDecides,
        ["ReplaySubscription"] = SameAgain,
        ["ReplaceApiKey"] = StateDecides,
        ["RevokeClientKey"] = StateDecides,
        ["RevokeSignatureKey"] = StateDecides,
        ["RewrapSignatureKeys"] = SameAgain,
        ["RotateBuyersParticipantKey"] = OneMore,
        ["RotateDataKeys"] = SameAgain,
        ["RotateLogisticsParticipantKey"] = OneMore,
        ["RotatePaymentsParticipantKey"] = OneMore,
        ["RotateRoutingParticipantKey"] = OneMore,
        ["RotateSellersParticipantKey"] = OneMore,
        ["RotateSignatureKey"] = StateDecides,
        ["SelfTestParticipant"] = AsksOnly,
        ["SignIn"] = Secret,
        ["SignMessage"] = AsksOnly,
        ["StartSearch"] = AsksOnly,
        ["StatusMyOrder"] = AsksOnly,
        ["SupportMyOrder"] = AsksOnly,
        ["TrackMyOrder"] = AsksOnly,
        ["UpdateMyOrder"] = SameAgain,
        ["VerifyMessage"] = AsksOnly,
        ["VerifySignedRequest"] = StateDecides,
    };

    [Fact]
    public async Task Each_post_takes_an_idempotency_key_or_has_a_reason_not_to()
    {
        var posts = (await ApiOperation.ReadAsync(Audience.Web)).Concat(await ApiOperation.ReadAsync(Audience.Admin))
            .Where(it => it.Method == "POST").DistinctBy(it => it.Id).ToList();
        var bare = posts.Where(it => !it.Takes("Idempotency-Key")).ToList();
        Assert.NotEmpty(posts.Except(bare));
        var unexplained = bare.Where(it => !WithoutKey.ContainsKey(it.Id!)).Select(it => $"{it.Id}: {it.Route}").ToList();
        Assert.True(unexplained.Count == 0, $"Take an Idempotency-Key, or say why not:\n{string.Join('\n', unexplained)}");
        Assert.Empty(WithoutKey.Keys.Except(bare.Select(it => it.Id!)));
    }
}
