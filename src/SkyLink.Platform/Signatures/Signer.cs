using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Platform.Signatures;

/// <summary>
/// Signs and verifies. Which key has its turn, and which is revoked, is asked of the database each time, so that a
/// rotation and a revocation hold everywhere at once.
/// </summary>
internal sealed class Signer(
    Db<SignaturesModule> db, SignatureKeys keys, SealedKeys secrets, TimeProvider clock,
    IOptions<SignaturesOptions> options) : ISignatures
{
    /// <summary>The longest message in bytes.</summary>
    public const int MessageSizeMax = 65_536;

    /// <summary>By how much the clocks of processes may differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private static readonly Meter Meter = new("SkyLink.Platform.Signatures");
    private static readonly Counter<long> Signatures = Meter.CreateCounter<long>(
        "skylink.platform.signatures.signatures", "{signature}", "Signatures made, by algorithm.");

    private static readonly Histogram<double> SigningTime = Meter.CreateHistogram<double>(
        "skylink.platform.signatures.signing_time", "s", "Making one signature, opening its key included.");

    public async Task<Result<MessageSignatures>> SignAsync(SignMessage request, CancellationToken cancellation)
    {
        if (RefusalOf(request.Owner, request.Purpose, request.Message) is { } refusal)
        {
            return refusal;
        }

        var found = await SigningAsync(request, cancellation);
        if (found.Count != CountOf(request.Mode))
        {
            // The purpose has no such key, or its time is over and nobody was there to make the next one.
            await keys.RotateDueAsync(request.Owner, request.Purpose, cancellation);
            found = await SigningAsync(request, cancellation);
        }

        return found.Count == CountOf(request.Mode)
            ? new MessageSignatures([.. found.Select(key => Sign(key, request.Message))])
            : SignatureErrors.NoSigningKey;
    }

    public async Task<SignatureVerdict> VerifyAsync(VerifyMessage request, CancellationToken cancellation)
    {
        if (RefusalOf(request.Owner, request.Purpose, request.Message) is { } refusal)
        {
            return Invalid(refusal);
        }

        if (request.Signatures.Count != CountOf(request.Mode))
        {
            return Invalid(SignatureErrors.ModeNotMet);
        }

        string[] ids = [.. request.Signatures.Select(it => it.KeyId).Where(KeyOwner.IsKeyId)];
        var found = await db.InStatementAsync(tx => SignatureKeyStore.FindAllAsync(tx, ids), cancellation);
        if (found.Count != request.Signatures.Count)
        {
            return Invalid(SignatureErrors.UnknownKey);
        }

        if (!Fits(request.Mode, found))
        {
            return Invalid(SignatureErrors.ModeNotMet);
        }

        var now = clock.GetUtcNow();
        return found.TrueForAll(key => key.VerifiesAt(now) && IsOf(key, request))
            ? new SignatureVerdict(IsValid: true)
            : Invalid(SignatureErrors.SignatureInvalid);
    }

    public async Task<IReadOnlyList<PublicSignatureKey>> ListAsync(
        string owner, string? purpose, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var found = await db.InStatementAsync(
            tx => SignatureKeyStore.PublicAsync(tx, owner, purpose, now), cancellation);
        return found.ConvertAll(key => key.ToPublic(now));
    }

    private static SignatureVerdict Invalid(Error why) => new(IsValid: false, why.Code);

    private static Error? RefusalOf(string owner, string purpose, byte[] message) =>
        !KeyOwner.IsOwner(owner) ? SignatureErrors.UnknownOwner
        : !KeyOwner.IsPurpose(purpose) ? SignatureErrors.PurposeInvalid
        : message.Length > MessageSizeMax ? SignatureErrors.MessageMalformed
        : null;

    private static int CountOf(SignatureMode mode) => mode == SignatureMode.Dual ? 2 : 1;

    private static bool Fits(SignatureMode mode, List<SignatureKey> found) => mode switch
    {
        SignatureMode.Classic => !found[0].Succession.Algorithm.IsPostQuantum(),
        SignatureMode.PostQuantum => found[0].Succession.Algorithm.IsPostQuantum(),
        SignatureMode.Dual =>
            found[0].Succession.Algorithm.IsPostQuantum() != found[1].Succession.Algorithm.IsPostQuantum(),
    };

    private bool IsOf(SignatureKey key, VerifyMessage request)
    {
        if (key.Succession.Owner != request.Owner || key.Succession.Purpose != request.Purpose
            || !JsonWebKey.TryRead(
                Encoding.UTF8.GetBytes(key.PublicJwk), out var publicKey, options.Value.MlDsaProvider))
        {
            return false;
        }

        using (publicKey)
        {
            var signature = request.Signatures.First(it => it.KeyId == key.Id).Signature;
            return publicKey.Verify(publicKey.Algorithm, request.Message, signature);
        }
    }

    private async Task<List<SealedKey>> SigningAsync(SignMessage request, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var found = await db.InStatementAsync(
            tx => SignatureKeyStore.SigningAsync(tx, request.Owner, request.Purpose, now, ClockSkew), cancellation);
        return
        [
            .. found.Where(it => request.Mode == SignatureMode.Dual
                || it.Key.Succession.Algorithm.IsPostQuantum() == (request.Mode == SignatureMode.PostQuantum))
                .OrderBy(it => it.Key.Succession.Algorithm.IsPostQuantum()),
        ];
    }

    private MessageSignature Sign(SealedKey stored, byte[] message)
    {
        var algorithm = stored.Key.Succession.Algorithm;
        var since = Stopwatch.GetTimestamp();
        using var key = secrets.Open(stored.Key.Id, stored.Sealed);
        var signature = new byte[key.SignatureSize];
        key.Sign(message, signature);
        var tag = new KeyValuePair<string, object?>("algorithm", algorithm.Name());
        SigningTime.Record(Stopwatch.GetElapsedTime(since).TotalSeconds, tag);
        Signatures.Add(1, tag);
        return new MessageSignature(stored.Key.Id, algorithm, signature);
    }
}
