using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Jose;

public sealed class MlDsaProviderTests
{
    private const string NotHere = "ML-DSA of the machine needs OpenSSL 3.5 or newer, or a Windows that has it.";

    public static TheoryData<JwsAlgorithm> Algorithms => [JwsAlgorithm.MlDsa44, JwsAlgorithm.MlDsa65];

    public static TheoryData<JwsAlgorithm, MlDsaProvider> Providers => new MatrixTheoryData<JwsAlgorithm, MlDsaProvider>(
        [JwsAlgorithm.MlDsa44, JwsAlgorithm.MlDsa65], Enum.GetValues<MlDsaProvider>());

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_key_signs_verifies_and_is_kept_with_each_provider(JwsAlgorithm algorithm, MlDsaProvider provider)
    {
        Assert.SkipUnless(provider == MlDsaProvider.Managed || MLDsa.IsSupported, NotHere);
        using var key = JsonWebKey.Generate(algorithm, provider);
        Assert.True(JsonWebKey.TryReadPrivate(key.ToPrivateJwk(), out var again, provider));
        Assert.True(JsonWebKey.TryRead(Tokens.WriteBytes(key.WritePublicJwk), out var known, provider));
        using (again)
        using (known)
        {
            Assert.Equal((key.KeyId, key.KeyId), (again.KeyId, known.KeyId));
            Assert.Equal(key.ToPrivateJwk(), again.ToPrivateJwk());
            Assert.False(known.IsPrivate);
            var signature = new byte[again.SignatureSize];
            again.Sign("message"u8, signature);
            Assert.True(known.Verify(algorithm, "message"u8, signature));
            Assert.False(known.Verify(algorithm, "massage"u8, signature));
            signature[^1] ^= 1;
            Assert.False(known.Verify(algorithm, "message"u8, signature));
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_seed_beside_another_public_key_is_refused_by_each(JwsAlgorithm algorithm, MlDsaProvider provider)
    {
        Assert.SkipUnless(provider == MlDsaProvider.Managed || MLDsa.IsSupported, NotHere);
        using var key = JsonWebKey.Generate(algorithm, provider);
        using var other = JsonWebKey.Generate(algorithm, provider);
        var (own, foreign) = (JsonNode.Parse(key.ToPrivateJwk())!, JsonNode.Parse(other.ToPrivateJwk())!);
        own["priv"] = foreign["priv"]!.DeepClone();
        own.AsObject().Remove("kid");
        Assert.False(JsonWebKey.TryReadPrivate(Encoding.UTF8.GetBytes(own.ToJsonString()), out _, provider));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Many_threads_share_a_key_of_each(JwsAlgorithm algorithm, MlDsaProvider provider)
    {
        Assert.SkipUnless(provider == MlDsaProvider.Managed || MLDsa.IsSupported, NotHere);
        using var key = JsonWebKey.Generate(algorithm, provider);
        var wrong = 0;
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var signature = new byte[key.SignatureSize];
            key.Sign(BitConverter.GetBytes(i), signature);
            if (!key.Verify(algorithm, BitConverter.GetBytes(i), signature))
            {
                Interlocked.Increment(ref wrong);
            }
        });
        Assert.Equal(0, wrong);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void What_one_provider_signs_the_other_verifies(JwsAlgorithm algorithm)
    {
        Assert.SkipUnless(MLDsa.IsSupported, NotHere);
        using var managed = JsonWebKey.Generate(algorithm, MlDsaProvider.Managed);
        Assert.True(JsonWebKey.TryReadPrivate(managed.ToPrivateJwk(), out var ofMachine, MlDsaProvider.Platform));
        using (ofMachine)
        {
            Assert.Equal(managed.Thumbprint, ofMachine.Thumbprint);
            foreach (var (signer, verifier) in new[] { (managed, ofMachine), (ofMachine, managed) })
            {
                for (var size = 0; size < 300; size += 37)
                {
                    var message = RandomNumberGenerator.GetBytes(size);
                    var signature = new byte[signer.SignatureSize];
                    signer.Sign(message, signature);
                    Assert.True(verifier.Verify(algorithm, message, signature));
                    signature[size] ^= 0x10;
                    Assert.False(verifier.Verify(algorithm, message, signature));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Where_the_machine_has_none_it_says_so_instead_of_taking_ours(JwsAlgorithm algorithm)
    {
        Assert.SkipWhen(MLDsa.IsSupported, "The machine has ML-DSA.");
        using var key = JsonWebKey.Generate(algorithm);
        Assert.Throws<PlatformNotSupportedException>(() => JsonWebKey.Generate(algorithm, MlDsaProvider.Platform));
        Assert.Throws<PlatformNotSupportedException>(
            () => JsonWebKey.TryReadPrivate(key.ToPrivateJwk(), out _, MlDsaProvider.Platform));
        Assert.Throws<PlatformNotSupportedException>(
            () => JsonWebKey.TryRead(Tokens.WriteBytes(key.WritePublicJwk), out _, MlDsaProvider.Platform));
    }
}
