using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Signatures;

/// <summary>A process that has signatures made, and does not run the service.</summary>
internal sealed class OtherSide(Uri signatures) : TestHost
{
    protected override IReadOnlyList<IModule> Modules { get; } = [];

    protected override IReadOnlyList<IModule> All { get; } = [new SignaturesModule()];

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration["Services:platform.signatures:Address"] = signatures.ToString();
}

public sealed class OtherSideTests(SignaturesHost host) : IClassFixture<SignaturesHost>
{
    [Fact]
    public async Task Other_processes_sign_verify_and_take_requests_over_the_bridge()
    {
        await using var side = new OtherSide(host.Address);
        await side.InitializeAsync();
        var signatures = side.Services.GetRequiredService<ISignatures>();
        Assert.NotSame(host.Signatures, signatures);
        var (owner, keys) = await host.CreateAsync("far", SignatureAlgorithm.EdDsa, SignatureAlgorithm.MlDsa44);
        byte[] message = [1, 2, 3];
        var result = await signatures.SignAsync(
            new SignMessage(owner, "far", message, SignatureMode.Dual), CancellationToken.None);
        Assert.True(result.Is(out var made, out _));
        SignatureToVerify[] given = [.. made.Signatures.Select(it => new SignatureToVerify(it.KeyId, it.Signature))];
        var question = new VerifyMessage(owner, "far", message, SignatureMode.Dual, given);
        Assert.True((await signatures.VerifyAsync(question, CancellationToken.None)).IsValid);
        var verdict = await signatures.VerifyAsync(question with { Message = [1, 2] }, CancellationToken.None);
        Assert.Equal("signatures.signature_invalid", verdict.Reason);
        var listed = await signatures.ListAsync(owner, purpose: null, CancellationToken.None);
        Assert.Equal(keys.Select(it => it.Id).Order(), listed.Select(it => it.KeyId).Order());

        var refused = await side.Services.GetRequiredService<ISignedRequests>().VerifyAsync(
            new SignedRequest("{}", [1], [2]), "settle.payouts", owner: null, CancellationToken.None);
        Assert.False(refused.Is(out _, out var error));
        Assert.Equal(("signatures.request_malformed", 400), (error.Code, error.Status));
    }
}
