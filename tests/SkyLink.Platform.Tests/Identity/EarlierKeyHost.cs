using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Identity;

/// <summary>An installation whose access tokens were signed in ES256 so far: the key's turn lasts a day more.</summary>
public sealed class EarlierKeyHost : IdentityHost
{
    private static readonly TimeSpan Left = TimeSpan.FromDays(1);

    /// <summary>RFC 7638 thumbprint of the key.</summary>
    public string EarlierId { get; private set; } = "";

    private KeyRing Ring => Services.GetRequiredService<KeyRing>();

    /// <summary>Goes to five minutes before the end of the turn, when the next key is published.</summary>
    internal async Task NearEndAsync()
    {
        Clock.Advance(Left - TimeSpan.FromMinutes(5));
        await Services.GetRequiredService<IdentityUpkeep>().TendAsync(CancellationToken.None);
    }

    /// <summary>The key of an algorithm and that of the other one, both published.</summary>
    internal async Task<(JsonWebKey Key, JsonWebKey Other)> KeysAsync(JwsAlgorithm algorithm)
    {
        if ((await Ring.SigningKeyAsync(CancellationToken.None)).KeyId == EarlierId)
        {
            await NearEndAsync();
            Clock.Advance(TimeSpan.FromMinutes(6));
        }

        var keys = (await Ring.PublishedAsync(isMissing: false, CancellationToken.None)).Keys;
        return (keys.Single(it => it.Algorithm == algorithm), keys.Single(it => it.Algorithm != algorithm));
    }

    protected override async Task StartedAsync()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pkcs8 = ecdsa.ExportPkcs8PrivateKey();
        using var key = Es256Key.FromPkcs8(pkcs8);
        EarlierId = key.KeyId;
        var until = Clock.GetUtcNow() + Left;
        await DbOf("platform.identity").InTransactionAsync(
            async tx =>
            {
                await tx.ExecuteAsync($"delete from signing_keys");
                await SigningKeyStore.AddAsync(tx, new StoredSigningKey(
                    EarlierId, pkcs8, until.AddDays(-30), until.AddDays(-30), until, until.AddHours(2)));
            },
            CancellationToken.None);
        await RestartAsync();
    }
}
