using Microsoft.AspNetCore.Routing;
using SkyLink.Platform.Http;
using SkyLink.Platform.Telemetry;

namespace SkyLink.Platform.Data;

/// <summary>A call that changes something, or that an operator reads with: who made it, and what for.</summary>
/// <param name="Action">The operation's name, as in the API's document.</param>
/// <param name="At">When it came.</param>
/// <param name="Actor">Null where the caller had not said who they are, as at sign-in, or where nobody called.</param>
/// <param name="Credential">What they showed: Session (also its access tokens) or ApiKey.</param>
/// <param name="Correlation">The case it belongs to.</param>
/// <param name="Target">The values in its path: ids, as a rule.</param>
/// <param name="Personal">What may have to be forgotten; null where nobody called.</param>
public sealed record AuditCall(
    string Action, DateTimeOffset At, Guid? Actor, Guid? Organization, string? Credential, string? Correlation,
    IReadOnlyDictionary<string, string> Target, AuditPersonal? Personal)
{
    private static readonly AsyncLocal<AuditCall?> Answering = new();

    /// <summary>What is being answered here and now; null in the background, and in calls that are not noted.</summary>
    public static AuditCall? Current => Answering.Value;

    /// <summary>From here on, in what this asynchronous flow does.</summary>
    internal static void Begin(AuditCall? call) => Answering.Value = call;

    /// <summary>
    /// The call that a request is, if it must be noted: people, programs and operators that change something.
    /// Messages of the network prove themselves, and are kept with their signatures where they are handled.
    /// </summary>
    internal static AuditCall? Of(HttpContext context, Endpoint endpoint, TimeProvider clock)
    {
        var rule = endpoint.Metadata.GetMetadata<AccessRule>();
        return rule is null || (rule.Audience & (Audience.Web | Audience.Admin)) == Audience.None
            || HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? null
            : Make(context, endpoint, clock);
    }

    /// <inheritdoc cref="Of"/>
    /// <summary>The call that a request is, whatever it does.</summary>
    internal static AuditCall Make(HttpContext context, Endpoint endpoint, TimeProvider clock)
    {
        var request = context.Request;
        var caller = context.Features.Get<Caller>();
        var target = request.RouteValues.Where(it => it.Value is not null)
            .ToDictionary(it => it.Key, it => AuditText.Cut(it.Value!.ToString()!, AuditText.ValueMax));
        var action = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
            ?? $"{request.Method} {(endpoint as RouteEndpoint)?.RoutePattern.RawText}";
        return new AuditCall(
            action, clock.GetUtcNow(), caller?.UserId, caller?.OrganizationId, CredentialOf(caller),
            Telemetry.Correlation.Current, target, AuditPersonal.Of(context));
    }

    private static string? CredentialOf(Caller? caller) =>
        caller is null ? null
        : caller.SessionId is null ? nameof(CredentialKind.ApiKey)
        : nameof(CredentialKind.Session);
}

/// <summary>What of a call tells more of a person than that they made it.</summary>
/// <param name="Address">Where it came from.</param>
/// <param name="Path">With its query.</param>
/// <param name="Agent">The program, as it names itself.</param>
public sealed record AuditPersonal(string Address, string Path, string? Agent)
{
    private const int PathMax = 2_000;

    internal static AuditPersonal Of(HttpContext context) => new(
        context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
        AuditText.Cut(context.Request.Path.Value + context.Request.QueryString.Value, PathMax),
        context.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent
            ? AuditText.Cut(agent, AuditText.ValueMax)
            : null);
}

internal static class AuditText
{
    /// <summary>The longest value of an entry in characters.</summary>
    public const int ValueMax = 300;

    /// <summary>Cut to a length, between characters, so that no half of one is left.</summary>
    public static string Cut(string text, int lengthMax) =>
        text.Length <= lengthMax ? text
        : text[..(char.IsHighSurrogate(text[lengthMax - 1]) ? lengthMax - 1 : lengthMax)];
}
