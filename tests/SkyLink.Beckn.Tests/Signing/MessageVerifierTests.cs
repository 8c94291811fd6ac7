using FsCheck;
using FsCheck.Fluent;
using SkyLink.Cryptography;
using SkyLink.Testing;

namespace SkyLink.Beckn.Signing;

public sealed class MessageVerifierTests : IDisposable
{
    private const string Subscriber = "shop.example";
    private const string KeyId = "k1";

    private static readonly byte[] Body = """{"context":{"action":"search","bap_id":"shop.example"}}"""u8.ToArray();
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    private readonly Ed25519PrivateKey key = Ed25519PrivateKey.FromSeed([.. Enumerable.Repeat((byte)7, 32)]);

    public void Dispose() => key.Dispose();

    [Fact]
    public void Any_flipped_bit_of_the_body_is_refused()
    {
        var header = Sign(Now, Now.AddSeconds(30));
        Prop.ForAll(Gen.Choose(0, Body.Length * 8 - 1).ToArbitrary(), bit =>
        {
            byte[] changed = [.. Body];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            return Verify(header, changed).Outcome == SignatureOutcome.SignatureMismatch;
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Not a sample: all of them. The key is found by subscriber and key id, as a registry finds it.</summary>
    [Fact]
    public void Every_flipped_bit_of_the_header_is_refused()
    {
        var header = Sign(Now, Now.AddSeconds(30));
        Assert.True(Lookup(header));
        for (var bit = 0; bit < header.Length * 8; bit++)
        {
            var changed = header.ToCharArray();
            changed[bit / 8] ^= (char)(1 << (bit % 8));
            Assert.False(Lookup(new string(changed)), new string(changed));
        }

        bool Lookup(string text) => SignatureHeader.TryParse(text, out var parsed) && parsed.KeyId is KeyId
            && MessageVerifier.Verify(in parsed, Body, key.PublicKey, Now, Subscriber).IsValid;
    }

    [Theory]
    [InlineData(0, 30, SignatureOutcome.Valid)]
    [InlineData(5, 30, SignatureOutcome.Valid)]
    [InlineData(6, 30, SignatureOutcome.NotYetValid)]
    [InlineData(-29, 30, SignatureOutcome.Valid)]
    [InlineData(-30, 30, SignatureOutcome.Expired)]
    [InlineData(-31_536_000, 30, SignatureOutcome.Expired)]
    [InlineData(0, 0, SignatureOutcome.Expired)]
    [InlineData(4, -1, SignatureOutcome.Expired)]
    [InlineData(0, 172_800, SignatureOutcome.Valid)]
    [InlineData(0, 172_801, SignatureOutcome.LifetimeTooLong)]
    [InlineData(-31_536_000, 63_072_000, SignatureOutcome.LifetimeTooLong)]
    public void Times_are_held_against_the_clock(int createdInSeconds, int lifetimeSeconds, SignatureOutcome expected)
    {
        var created = Now.AddSeconds(createdInSeconds);
        Assert.Equal(expected, Verify(Sign(created, created.AddSeconds(lifetimeSeconds)), Body).Outcome);
    }

    [Fact]
    public void A_caller_may_allow_less_lifetime()
    {
        var header = Sign(Now, Now.AddSeconds(31));
        var verdict = MessageVerifier.Verify(header, Body, key.PublicKey, Now, Subscriber, TimeSpan.FromSeconds(30));
        Assert.Equal(SignatureOutcome.LifetimeTooLong, verdict.Outcome);
        Assert.Contains("30 s", verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_says_the_times_involved()
    {
        var verdict = Verify(Sign(Now.AddMinutes(-2), Now.AddMinutes(-1)), Body);
        Assert.Equal("AUT_SIGNATURE_EXPIRED", verdict.Code);
        Assert.Equal(
            "Expired 2023-11-14 22:12:20Z (created 2023-11-14 22:11:20Z); the time here is 2023-11-14 22:13:20Z.",
            verdict.Message);
        verdict = Verify(Sign(Now.AddMinutes(1), Now.AddMinutes(2)), Body);
        Assert.Equal(
            "Created 2023-11-14 22:14:20Z lies after 2023-11-14 22:13:20Z, the time here, by more than 5 s.",
            verdict.Message);
    }

    [Fact]
    public void Who_signs_for_another_is_refused_before_the_signature_is_looked_at()
    {
        var header = Sign(Now, Now.AddSeconds(30));
        var verdict = MessageVerifier.Verify(header, Body, key.PublicKey, Now, "bank.example");
        Assert.Equal((SignatureOutcome.WrongSigner, "AUT_SIGNER_MISMATCH"), (verdict.Outcome, verdict.Code));
        verdict = MessageVerifier.Verify(header, Body, key.PublicKey, Now, "SHOP.example");
        Assert.Equal(SignatureOutcome.WrongSigner, verdict.Outcome);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void No_header_is_a_missing_signature(string? header)
    {
        Assert.Equal("AUT_SIGNATURE_MISSING", Verify(header, Body).Code);
        Assert.False(default(SignatureVerdict).IsValid);
    }

    [Fact]
    public void Each_outcome_has_its_own_code_and_a_sentence()
    {
        var outcomes = Enum.GetValues<SignatureOutcome>();
        var verdicts = outcomes.Select(outcome => new SignatureVerdict(outcome, Now)).ToList();
        Assert.Equal(verdicts.Count, verdicts.Select(verdict => verdict.Code).Distinct().Count());
        Assert.All(verdicts, verdict => Assert.EndsWith(".", verdict.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Another_key_does_not_verify()
    {
        using var other = Ed25519PrivateKey.Generate();
        var verdict = MessageVerifier.Verify(Sign(Now, Now.AddSeconds(30)), Body, other.PublicKey, Now);
        Assert.Equal("AUT_SIGNATURE_INVALID", verdict.Code);
    }

    [Fact]
    public void A_valid_message_costs_no_memory_and_a_signature_only_its_header()
    {
        var signer = new MessageSigner(Subscriber, KeyId, key);
        var header = signer.Sign(Body, Now, Now.AddSeconds(30));
        Assert.True(Verify(header, Body).IsValid);
        Assert.Equal(0, Allocations.Least(() => Verify(header, Body)));
        var headerBytes = Allocations.Least(() => signer.Sign(Body, Now, Now.AddSeconds(30)));
        Assert.InRange(headerBytes, header.Length * 2, header.Length * 2 + 32);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a|b")]
    [InlineData("a\"b")]
    [InlineData("a b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("é")]
    public void An_id_that_would_break_the_header_is_a_bug(string id)
    {
        Assert.Throws<ArgumentException>(() => new MessageSigner(id, KeyId, key));
        Assert.Throws<ArgumentException>(() => new MessageSigner(Subscriber, id, key));
        Assert.Throws<ArgumentException>(() => new MessageSigner(Subscriber, new string('a', 256), key));
    }

    [Fact]
    public void The_longest_ids_make_a_header_that_is_read()
    {
        var signer = new MessageSigner(new string('s', 255), new string('k', 255), key);
        Assert.True(Verify(signer.Sign(Body, Now, Now.AddSeconds(30)), Body, new string('s', 255)).IsValid);
    }

    private string Sign(DateTimeOffset created, DateTimeOffset expires) =>
        new MessageSigner(Subscriber, KeyId, key).Sign(Body, created, expires);

    private SignatureVerdict Verify(string? header, byte[] body, string subscriber = Subscriber) =>
        MessageVerifier.Verify(header, body, key.PublicKey, Now, subscriber);
}
