using System.Diagnostics;
using SkyLink.Beckn;
using SkyLink.Beckn.Signing;
using SkyLink.Cryptography;

namespace SkyLink.Trade.Nodes;

/// <summary>What the sender is told at once.</summary>
/// <param name="Challenge">How to sign, where the signature was at fault: the value of WWW-Authenticate.</param>
internal sealed record ReceptionAnswer(int Status, ReadOnlyMemory<byte> Body, string? Challenge = null);

/// <summary>
/// The way of every message that arrives: signature, content, time, sender, structure; then it is stored with its
/// effects, and then acknowledged. Cheap checks come before dear ones, and nothing is stored of what fails them but a
/// note for the message explorer.
/// </summary>
internal sealed partial class Reception(
    NodeRuntime runtime, Participants participants, RefusalNotes notes, VerifiedSignatures verified, TimeProvider clock,
    ILogger<Reception> logger)
{
    /// <summary>How old a message without a time to live may be.</summary>
    private static readonly TimeSpan AgeMax = TimeSpan.FromDays(2);

    private static readonly ActivitySource Traces = new("SkyLink.Trade");

    public async Task<ReceptionAnswer> ReceiveAsync(
        Node node, BecknAction action, ReadOnlyMemory<byte> body, string? header, string? gatewayHeader,
        CancellationToken cancellation)
    {
        using var activity = Traces.StartActivity($"{node.Profile.Slug} {action.Name}");
        var now = clock.GetUtcNow();
        try
        {
            var message = await CheckAsync(node, action, body, header, gatewayHeader, now, cancellation);
            activity?.SetTag("beckn.transaction_id", message.Context.TransactionId);
            Correlation.Become(message.Context.TransactionId);
            var stored = await StoreAsync(message, gatewayHeader, cancellation);
            return stored switch
            {
                Stored.New or Stored.Repeated => new ReceptionAnswer(StatusCodes.Status200OK, Ack.Accepted),
                Stored.Replayed => throw new RefusedException(
                    ErrorKind.Replayed, "$", "This very message was received before.", message.Envelope),
                Stored.Conflicting => throw new RefusedException(
                    ErrorKind.Replayed, "$.context.message_id", "Another message came under this id.",
                        message.Envelope),
            };
        }
        catch (RefusedException refused)
        {
            LogRefused(logger, node.Profile.Slug, action.Name, refused.Kind, refused.Message);
            notes.Note(runtime, node, action, body, header, gatewayHeader, refused, now);
            return refused.ToAnswer(node, action);
        }
    }

    private async Task<Stored> StoreAsync(Received message, string? gatewayHeader, CancellationToken cancellation)
    {
        var (node, action) = (message.Node, message.Context.Action);
        try
        {
            return node.QuickOf(action) is { } quick
                ? await runtime.ReceiveAsync(message, gatewayHeader, quick, cancellation)
                : await runtime.ReceiveAsync(message, gatewayHeader, node.CarefulOf(action)!, cancellation);
        }
        catch (RefusalException refusal)
        {
            throw new RefusedException(refusal.Kind, refusal.Path, refusal.Message, message.Envelope);
        }
    }

    private async Task<Received> CheckAsync(
        Node node, BecknAction action, ReadOnlyMemory<byte> body, string? header, string? gatewayHeader,
        DateTimeOffset now, CancellationToken cancellation)
    {
        if (node.QuickOf(action) is null && node.CarefulOf(action) is null)
        {
            throw new RefusedException(ErrorKind.ActionNotApplicable, "$.context.action",
                "Not an action for this side.");
        }

        if (string.IsNullOrWhiteSpace(header))
        {
            throw new RefusedException(ErrorKind.SignatureMissing, "$", "There is no Authorization header.");
        }

        var read = MessageReader.Read(body, new ReadOptions { Action = action });
        if (!read.IsOk)
        {
            throw new RefusedException(read.Errors, read.Dialect);
        }

        var envelope = read.Envelope;
        CheckAddressee(node, envelope);
        var sender = await AuthenticateAsync(node, envelope, header, now, cancellation);
        var via = await CheckGatewayAsync(node, envelope, gatewayHeader, now, cancellation);
        CheckTime(envelope, now);
        return new Received(node, envelope, sender, header, now) { Via = via };
    }

    private static void CheckAddressee(Node node, Envelope envelope)
    {
        var (context, profile) = (envelope.Context, node.Profile);
        var side = context.Action.IsCallback ? ParticipantType.Bap : ParticipantType.Bpp;
        if (profile.Is(ParticipantType.Bg, NodeRole.AnyDomain))
        {
            return;
        }

        if (!profile.Is(side, context.Domain))
        {
            throw new RefusedException(
                ErrorKind.UnsupportedDomain, "$.context.domain", "This participant is not in this domain.", envelope);
        }

        var addressee = context.Action.IsCallback ? context.BapId : context.BppId;
        if (addressee is not null && addressee != profile.SubscriberId)
        {
            var path = context.Action.IsCallback ? "$.context.bap_id" : "$.context.bpp_id";
            throw new RefusedException(ErrorKind.NotAuthorized, path, "The message is for another participant.",
                envelope);
        }
    }

    private async Task<Participant> AuthenticateAsync(
        Node node, Envelope envelope, string header, DateTimeOffset now, CancellationToken cancellation)
    {
        var context = envelope.Context;
        var (type, expected) = context.Action.IsCallback
            ? (ParticipantType.Bpp, context.BppId)
            : (ParticipantType.Bap, context.BapId);
        if (expected is null)
        {
            throw new RefusedException(
                ErrorKind.MemberMissing, "$.context.bpp_id", "A callback must say who sends it.", envelope);
        }

        return await VerifyAsync(node, envelope, header, type, expected, now, cancellation);
    }

    /// <summary>
    /// A search without addressee comes by way of a gateway, which vouches for it with a second signature.
    /// </summary>
    private async ValueTask<Participant?> CheckGatewayAsync(
        Node node, Envelope envelope, string? gatewayHeader, DateTimeOffset now, CancellationToken cancellation)
    {
        var isMulticast = envelope.Action == BecknAction.Search && envelope.Context.BppId is null
            && !node.Profile.Is(ParticipantType.Bg, NodeRole.AnyDomain);
        if (gatewayHeader is not null)
        {
            return await VerifyAsync(node, envelope, gatewayHeader, ParticipantType.Bg, expected: null, now,
                cancellation);
        }

        return isMulticast
            ? throw new RefusedException(
                ErrorKind.SignatureMissing, "$", "A search without bpp_id needs X-Gateway-Authorization.", envelope)
            : null;
    }

    private async Task<Participant> VerifyAsync(
        Node node, Envelope envelope, string header, ParticipantType type, string? expected, DateTimeOffset now,
        CancellationToken cancellation)
    {
        if (!SignatureHeader.TryParse(header, out var probe))
        {
            throw new RefusedException(ErrorKind.SignatureInvalid, "$", "The signature header cannot be read.",
                envelope);
        }

        var (subscriber, keyId) = (probe.SubscriberId.ToString(), probe.KeyId.ToString());
        if (expected is not null && subscriber != expected)
        {
            throw new RefusedException(
                ErrorKind.SignerMismatch, "$.context", $"Signed by another than {expected}, whom the context names.",
                    envelope);
        }

        var signer = await participants.FindAsync(node, subscriber, type, envelope.Context.Domain, cancellation)
            ?? throw new RefusedException(
                ErrorKind.SignerUnknown, "$", $"The registry does not vouch for the signer as {type}.", envelope);
        var key = signer.KeyOf(keyId, now) ?? throw new RefusedException(
            ErrorKind.KeyRevoked, "$", "This key is unknown, expired or revoked.", envelope);
        var verdict = MessageVerifier.Verify(
            header, envelope.Bytes.Span, key.Signing, now, expected, known: verified);
        return verdict.IsValid ? signer
            : throw new RefusedException(KindOf(verdict.Outcome), "$", verdict.Message, envelope);
    }

    private static ErrorKind KindOf(SignatureOutcome outcome) => outcome switch
    {
        SignatureOutcome.Missing => ErrorKind.SignatureMissing,
        SignatureOutcome.Expired => ErrorKind.SignatureExpired,
        SignatureOutcome.WrongSigner => ErrorKind.SignerMismatch,
        _ => ErrorKind.SignatureInvalid,
    };

    private static void CheckTime(Envelope envelope, DateTimeOffset now)
    {
        var kind = Timeliness.Check(envelope.Context, now, MessageVerifier.ClockSkew, AgeMax).ToErrorKind();
        if (kind is { } wrong)
        {
            throw new RefusedException(
                wrong, "$.context.timestamp",
                $"Sent {envelope.Context.Timestamp:u} with ttl {envelope.Context.Ttl}; the time here is {now:u}.",
                    envelope);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Node} refused {Action}: {Kind}, {Reason}")]
    private static partial void LogRefused(ILogger logger, string node, string action, ErrorKind kind, string reason);
}
