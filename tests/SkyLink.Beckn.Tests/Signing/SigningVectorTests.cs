using System.Text;
using System.Text.Json;
using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

public sealed class SigningVectorTests
{
    private static readonly DateTimeOffset Created = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private static readonly DateTimeOffset Expires = DateTimeOffset.FromUnixTimeSeconds(1_700_000_300);

    [Fact]
    public void The_file_holds_the_vectors_that_these_tests_cover()
    {
        Assert.Equal(12, SigningVectors.Positive.Count);
        Assert.Equal(7, SigningVectors.Negative.Count);
    }

    [Fact]
    public void Requests_are_signed_byte_for_byte_and_verified()
    {
        var requests = SigningVectors.Positive.Where(vector => vector.TryGetProperty("subscriber_id", out _)).ToList();
        Assert.Equal(6, requests.Count);
        foreach (var vector in requests)
        {
            using var key = vector.PrivateKey();
            var signer = new MessageSigner(vector.Text("subscriber_id"), vector.Text("unique_key_id"), key);
            var header = signer.Sign(vector.Body(), vector.Time("created"), vector.Time("expires"));
            Assert.Equal(vector.Text("header"), header);

            Assert.True(SignatureHeader.TryParse(header, out var parsed));
            Assert.Equal(vector.Text("subscriber_id"), parsed.SubscriberId);
            Assert.Equal(vector.Text("unique_key_id"), parsed.KeyId);
            Assert.Equal(Convert.FromBase64String(vector.Text("signature")), parsed.Signature.ToArray());
            Assert.Equal(SigningStringOf(vector, default), vector.Text("signing_string"));

            var verdict = MessageVerifier.Verify(
                header, vector.Body(), vector.PublicKey(), vector.Time("created"), vector.Text("subscriber_id"));
            Assert.Equal(SignatureOutcome.Valid, verdict.Outcome);
            Assert.Equal((vector.Time("created"), vector.Time("expires")), (verdict.Created, verdict.Expires));
        }
    }

    [Fact]
    public void The_answer_of_version_2_binds_the_request()
    {
        var vector = SigningVectors.Named("v2 Ack Signature response header");
        var requestSignature = Convert.FromBase64String(vector.Text("request_signature"));
        using var key = vector.PrivateKey();
        var signer = new MessageSigner("bpp.example.com", "dfb974ea-9113-4089-9a2d-77552b50624e", key);
        var header = signer.SignAnswer(vector.Body(), requestSignature, Created, Expires);
        Assert.Equal(vector.Text("header"), header);

        Assert.True(SignatureHeader.TryParse(header, out var parsed));
        var verdict = MessageVerifier.VerifyAnswer(
            in parsed, vector.Body(), requestSignature, vector.PublicKey(), Created, "bpp.example.com");
        Assert.True(verdict.IsValid);

        requestSignature[0] ^= 1;
        verdict = MessageVerifier.VerifyAnswer(in parsed, vector.Body(), requestSignature, vector.PublicKey(), Created);
        Assert.Equal(SignatureOutcome.SignatureMismatch, verdict.Outcome);
        verdict = MessageVerifier.Verify(in parsed, vector.Body(), vector.PublicKey(), Created);
        Assert.Equal(SignatureOutcome.Malformed, verdict.Outcome);
    }

    [Fact]
    public void The_counter_signature_of_version_2_has_five_lines()
    {
        const string MessageId = "a2fe6d52-9fe4-4d1a-9d0b-dccb8b48522d";
        var vector = SigningVectors.Named("v2 CounterSignature");
        var request = SigningVectors.Named("v2.0.0 discover").Body();
        var lines = CounterSignature.Lines(vector.Body(), request, MessageId, Created, Expires);
        Assert.Equal(vector.Text("signing_string"), Encoding.UTF8.GetString(lines));

        using var key = vector.PrivateKey();
        var signature = CounterSignature.Sign(key, vector.Body(), request, MessageId, Created, Expires);
        Assert.Equal(vector.Text("signature"), signature);
        Assert.True(CounterSignature.Verify(
            vector.PublicKey(), vector.Body(), request, MessageId, Created, Expires, signature));
        Assert.False(CounterSignature.Verify(
            vector.PublicKey(), vector.Body(), request, "another", Created, Expires, signature));
        Assert.Throws<ArgumentException>(() =>
            CounterSignature.Sign(key, vector.Body(), request, "a\n(message-id): b", Created, Expires));
    }

    [Fact]
    public void A_lookup_is_signed_over_its_parameters()
    {
        var vector = SigningVectors.Named("vlookup");
        var lookup = new LookupSignature("IND", "ONDC:RET10", "sellerApp", "std:080", "ondc.org");
        Assert.Equal(vector.Text("signing_string"), lookup.ToString());
        using var key = vector.PrivateKey();
        Assert.Equal(vector.Text("signature"), lookup.Sign(key));
        Assert.True(lookup.Verify(vector.PublicKey(), vector.Text("signature")));
        Assert.False((lookup with { City = "std:011" }).Verify(vector.PublicKey(), vector.Text("signature")));
        Assert.False(lookup.Verify(vector.PublicKey(), "no base64"));
    }

    [Fact]
    public void The_site_page_carries_the_signature_of_the_request_id()
    {
        var vector = SigningVectors.Named("ondc-site-verification");
        using var key = vector.PrivateKey();
        var signature = SiteVerification.Sign(key, vector.Text("signing_string"));
        Assert.Equal(vector.Text("signature"), signature);
        Assert.True(SiteVerification.TryFindSignature(SiteVerification.Page(signature), out var found));
        Assert.True(SiteVerification.Verify(vector.PublicKey(), vector.Text("signing_string"), found));
        Assert.False(SiteVerification.Verify(vector.PublicKey(), "another request", found));
    }

    [Fact]
    public void The_challenge_is_made_and_answered_as_published()
    {
        var vector = SigningVectors.Named("on_subscribe challenge");
        Assert.True(X25519PrivateKey.TryRead(vector.Text("np_encr_private_key_pkcs8"), out var participantKey));
        Assert.True(X25519PrivateKey.TryRead(vector.Text("registry_private_key_pkcs8"), out var registryKey));
        Assert.True(X25519PublicKey.TryRead(vector.Text("registry_public_key_spki"), out var registryPublic));
        string[] publicForms = [vector.Text("np_encr_public_key_spki"), vector.Text("np_encr_public_key_raw")];
        foreach (var form in publicForms)
        {
            Assert.True(X25519PublicKey.TryRead(form, out var participantPublic));
            Assert.True(Challenge.TryCreate(
                vector.Text("challenge_plain"), registryKey, participantPublic, out var challenge));
            Assert.Equal(vector.Text("challenge"), challenge.Encrypted);
            Assert.True(challenge.IsAnsweredBy(vector.Text("answer")));
            Assert.False(challenge.IsAnsweredBy(vector.Text("challenge")));
        }

        Span<byte> secret = stackalloc byte[32];
        Assert.True(participantKey.TryDeriveSharedSecret(registryPublic, secret));
        Assert.Equal(vector.Text("shared_secret_hex"), Convert.ToHexStringLower(secret));
        Assert.True(Challenge.TryAnswer(vector.Text("challenge"), participantKey, registryPublic, out var answer));
        Assert.Equal(vector.Text("answer"), answer);
    }

    [Fact]
    public void The_payload_envelope_is_sealed_and_opened_as_published()
    {
        var vector = SigningVectors.Named("ONDC AES-256-GCM envelope");
        var secret = Convert.FromBase64String(vector.Text("shared_secret_base64"));
        var plain = Encoding.UTF8.GetBytes(vector.Text("plain"));
        var nonce = Convert.FromHexString(vector.Text("nonce_hex"));
        Assert.Equal(vector.Text("envelope"), PayloadEncryption.Seal(secret, plain, nonce));
        Assert.True(PayloadEncryption.TryOpen(secret, vector.Text("envelope"), out var opened));
        Assert.Equal(plain, opened);
    }

    [Fact]
    public void Every_negative_vector_is_decided_as_it_says()
    {
        var outcomes = SigningVectors.Negative.ToDictionary(vector => vector.Text("name"), Decide);
        Assert.All(SigningVectors.Negative, vector =>
            Assert.Equal(vector.Text("expect") == "200", outcomes[vector.Text("name")] == SignatureOutcome.Valid));
        Assert.Equal(
            [
                ("tampered body", SignatureOutcome.SignatureMismatch),
                ("keyId algorithm != algorithm", SignatureOutcome.AlgorithmMismatch),
                ("expires in the past", SignatureOutcome.Expired),
                ("created in the future", SignatureOutcome.NotYetValid),
                ("spaces after commas (must verify)", SignatureOutcome.Valid),
                ("published BG \"signature\" (is private key)", SignatureOutcome.SignatureMismatch),
                ("signature non-canonical S+L", SignatureOutcome.SignatureMismatch),
            ],
            outcomes.Select(entry => (entry.Key, entry.Value)));
    }

    private static SignatureOutcome Decide(JsonElement vector)
    {
        var now = vector.TryGetProperty("now", out _)
            ? vector.Time("now")
            : DateTimeOffset.FromUnixTimeSeconds(1_641_287_900);
        var key = vector.PublicKey("public_key");
        return MessageVerifier.Verify(vector.Text("header"), vector.Body(), key, now).Outcome;
    }

    private static string SigningStringOf(JsonElement vector, ReadOnlySpan<byte> requestSignature)
    {
        Span<byte> bytes = stackalloc byte[SigningString.LongestBytes];
        var length = SigningString.Write(
            vector.GetProperty("created").GetInt64(), vector.GetProperty("expires").GetInt64(), vector.Body(),
            requestSignature, bytes);
        return Encoding.UTF8.GetString(bytes[..length]);
    }
}
