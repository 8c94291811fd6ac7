using System.Text.Json;
using SkyLink.Cryptography.Transparency;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Audit;

/// <summary>Which entries to show; all that are left out stand for every one.</summary>
internal sealed record AuditRequest(
    long? After, Guid? Actor, [property: StringLength(100)] string? Service,
    [property: StringLength(100)] string? Action,
    [property: StringLength(200)] string? CorrelationId, DateTimeOffset? From, DateTimeOffset? To,
    [property: Range(1, PageRequest.LimitMax)] int Limit = 50);

/// <param name="Number">Its place in the log, from 0.</param>
/// <param name="Entry">The bytes that are hashed, in base64: canonical JSON.</param>
/// <param name="LeafHash">RFC 6962's hash of the entry, in base64.</param>
/// <param name="Personal">What tells more of the person, unless it was forgotten.</param>
/// <param name="Altered">
/// Columns that are not what the entry says, by name; "entry" where its bytes are not those that were signed.
/// </param>
internal sealed record AuditEntryView(
    long Number, Guid Id, DateTimeOffset At, string Service, string Action, AuditActor? Actor, string? CorrelationId,
    JsonElement Target, JsonElement Events, JsonElement? Personal, bool IsForgotten, IReadOnlyList<string> Altered,
    string Entry, string LeafHash)
{
    private static readonly JsonElement None = JsonElement.Parse("{}");
    private static readonly JsonElement NoEvents = JsonElement.Parse("[]");

    public static AuditEntryView Of(OpenedEntry opened)
    {
        var (found, (entry, leaf)) = (opened.Found, Bytes(opened.Found));
        return opened.View is { } view
            ? new AuditEntryView(
                found.Number, view.Id, view.At, view.Service, view.Action, view.Actor, view.Correlation, view.Target,
                view.Events, opened.Personal is { } personal ? JsonElement.Parse(personal) : null,
                opened.IsForgotten, opened.Altered, entry, leaf)
            : new AuditEntryView(
                found.Number, found.Id, found.At, found.Service, found.Action,
                found.Actor is { } user ? new AuditActor(user, Organization: null, Credential: null) : null,
                found.Correlation, None, NoEvents, Personal: null, IsForgotten: false, opened.Altered, entry, leaf);
    }

    private static (string Entry, string LeafHash) Bytes(FoundEntry found) =>
        (Convert.ToBase64String(found.Entry), TreeHash.OfLeaf(found.Entry).ToString());
}

/// <param name="Size">Entries in the log.</param>
/// <param name="SignedSize">Of these, covered by the last signed head.</param>
/// <param name="Witnesses">Who has seen how much.</param>
/// <param name="State">
/// Empty, Signed, Behind where something is not signed or not even in the log, Altered where the last inspection found
/// something changed, Contradicted where a witness has seen another log, or Broken where the head that was signed last
/// is not continued.
/// </param>
/// <param name="BehindSince">
/// When the oldest was done that is not signed, or that this process has not brought into the log; null where all is.
/// </param>
/// <param name="Inspection">What this process found when it went through the log; null before the first time.</param>
/// <param name="Anchors">How far the log is anchored on a chain; null where that is off.</param>
internal sealed record AuditStatus(
    string State, DateTimeOffset? BehindSince, long Size, long SignedSize, DateTimeOffset? SignedAt, string? Root,
    IReadOnlyList<WitnessStatus> Witnesses, AuditInspected? Inspection, AuditAnchorsStatus? Anchors);

/// <param name="Size">How many entries the last head had that it cosigned.</param>
/// <param name="Contradiction">Why it says that this log is not the one it has seen; null where it does not.</param>
internal sealed record WitnessStatus(string Name, long Size, DateTimeOffset? At, string? Contradiction);

/// <summary>Whose columns are compared.</summary>
internal sealed record AlterationsRequest([property: Range(0L, long.MaxValue)] long? After);

/// <summary>What a verifier needs beside the log itself.</summary>
/// <param name="Keys">Of the log, as C2SP writes verifiers' keys.</param>
/// <param name="Witnesses">The same of its witnesses.</param>
/// <param name="Anchors">The account that anchors the log; null where none does.</param>
internal sealed record AuditTrust(
    string Origin, IReadOnlyList<string> Keys, IReadOnlyList<string> Witnesses, AuditAccount? Anchors);
