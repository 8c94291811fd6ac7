using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Signatures;

/// <summary>The service, with ML-DSA of the machine.</summary>
public sealed class MachineSignaturesHost : SignaturesHost
{
    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Platform:Signatures:MlDsaProvider"] = "Platform",
        });
}

public sealed class MachineSignaturesTests
{
    private static readonly byte[] Message = Encoding.UTF8.GetBytes("pay 12.50 to settle:payouts:42");

    [Fact]
    public async Task The_machine_signs_for_the_service_and_our_own_code_verifies()
    {
        Assert.SkipUnless(MLDsa.IsSupported, "The service needs OpenSSL 3.5 or newer, or a Windows that has ML-DSA.");
        await using var host = new MachineSignaturesHost();
        await host.InitializeAsync();
        var (owner, keys) = await host.CreateAsync("orders", SignatureAlgorithm.EdDsa, SignatureAlgorithm.MlDsa65);
        var made = await host.SignAsync(owner, "orders", Message, SignatureMode.Dual);
        Assert.True((await host.VerifyAsync(owner, "orders", Message, SignatureMode.Dual, made)).IsValid);
        Assert.True(JsonWebKey.TryRead(Encoding.UTF8.GetBytes(keys[1].PublicJwk), out var ours));
        using (ours)
        {
            Assert.True(ours.Verify(JwsAlgorithm.MlDsa65, Message, made.Signatures[1].Signature));
        }
    }

    [Fact]
    public async Task A_machine_without_ML_DSA_is_refused_at_the_start()
    {
        Assert.SkipWhen(MLDsa.IsSupported, "The machine has ML-DSA.");
        await using var host = new MachineSignaturesHost();
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(async () => await host.InitializeAsync());
        Assert.Equal(
            "Platform:Signatures:MlDsaProvider: Platform needs OpenSSL 3.5 or newer, or a Windows that has ML-DSA; "
            + "this machine has neither.",
            Assert.Single(refused.Failures));
    }
}
