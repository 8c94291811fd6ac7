using System.Security.Cryptography;
using System.Threading.RateLimiting;
using SkyLink.Beckn;

namespace SkyLink.Trade.Nodes;

/// <summary>A received message goes no further; carries all that its NACK says.</summary>
internal sealed class RefusedException : Exception
{
    private readonly Dialect dialect;

    public RefusedException(ErrorKind kind, string path, string message, Envelope? envelope = null)
        : base(message)
    {
        (Kind, Path, Envelope) = (kind, path, envelope);
        dialect = envelope?.Dialect ?? Dialect.Ondc1;
    }

    public RefusedException(ValueList<BecknError> errors, Dialect dialect)
        : base(string.Join(' ', errors.Select(error => $"{error.Path}: {error.Message}")))
    {
        (Kind, Path) = (errors[0].Kind, errors[0].Path);
        this.dialect = dialect;
    }

    public ErrorKind Kind { get; }

    public string? Path { get; }

    public Envelope? Envelope { get; }

    private bool IsAboutSignature => Kind is ErrorKind.SignatureMissing or ErrorKind.SignatureInvalid
        or ErrorKind.SignatureExpired or ErrorKind.SignerUnknown or ErrorKind.SignerMismatch or ErrorKind.KeyRevoked;

    public ReceptionAnswer ToAnswer(Node node, BecknAction action)
    {
        var refuser = node.Profile.Is(ParticipantType.Bg, NodeRole.AnyDomain) ? Refuser.Gateway
            : action.IsCallback ? Refuser.Buyer
            : Refusers.OfSeller(Envelope?.Context.Domain ?? node.Profile.Roles[0].Domain);
        var error = dialect.Error(Kind, Path, Message, refuser);
        var body = Ack.Refuse(dialect, error);
        return IsAboutSignature
            ? new ReceptionAnswer(
                StatusCodes.Status401Unauthorized, body,
                $"Signature realm=\"{node.Profile.SubscriberId}\",headers=\"(created) (expires) digest\"")
            : new ReceptionAnswer(StatusCodes.Status400BadRequest, body);
    }
}

/// <summary>
/// Keeps refused messages for the message explorer: a few per second and node, cut to size, so that a flood of rubbish
/// fills no disk.
/// </summary>
internal sealed class RefusalNotes : IDisposable
{
    private const int BodyBytesMax = 64 * 1024;
    private const int HeaderLengthMax = 2_048;

    private readonly TokenBucketRateLimiter budget = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = 100,
        TokensPerPeriod = 20,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    public void Note(
        NodeRuntime runtime, Node node, BecknAction action, ReadOnlyMemory<byte> body, string? header,
        string? gatewayHeader, RefusedException refused, DateTimeOffset now)
    {
        using var lease = budget.AttemptAcquire();
        if (!lease.IsAcquired)
        {
            return;
        }

        var context = refused.Envelope?.Context;
        var sender = action.IsCallback ? context?.BppId : context?.BapId;
        runtime.NoteRefused(new MessageRow(
            Guid.CreateVersion7(now), now, node.Profile.Slug, "in", sender ?? "unknown", action.Name,
            context?.TransactionId ?? "", context?.MessageId ?? "", now, Cut(header) ?? "", Cut(gatewayHeader),
            SHA256.HashData(body.Span)[..MessageRow.DigestSize], refused.Kind.ToString(), refused.Message,
            body[..Math.Min(body.Length, BodyBytesMax)]));
    }

    public void Dispose() => budget.Dispose();

    /// <summary>PostgreSQL's text holds everything but the zero character.</summary>
    private static string? Cut(string? header) =>
        header?[..Math.Min(header.Length, HeaderLengthMax)].Replace('\0', ' ');
}
