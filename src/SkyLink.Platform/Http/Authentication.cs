using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Platform.Http;

/// <summary>The credential a browser keeps.</summary>
public static class SessionCookie
{
    public const string Name = "skylink_session";

    /// <summary>A header no form and no image can send: proof that our own page made the request.</summary>
    public const string RequestHeader = "X-SkyLink-Request";

    /// <summary>Sets the cookie: this site only, not for scripts, over TLS wherever there is TLS.</summary>
    public static void Set(HttpContext context, string value, DateTimeOffset expires) =>
        context.Response.Cookies.Append(Name, value, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Expires = expires,
            Path = "/",
            IsEssential = true,
        });

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name);
}

/// <summary>
/// Finds out who calls, once per credential and moment: identity answers, this remembers by the hash of the credential.
/// An answer is trusted for less than a second after it was asked for, so that access that ended has ended everywhere
/// within a second, also in a process that cannot be told. <see cref="Forget"/> ends it here at once.
/// </summary>
public sealed class CallerCache(IIdentity identity, TimeProvider clock)
{
    private const int EntriesMax = 50_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(800);
    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);
    private int generation;

    public async Task<Authentication> AuthenticateAsync(Credential credential, CancellationToken cancellation)
    {
        var key = KeyOf(credential);
        if (known.TryGetValue(key, out var found) && clock.GetElapsedTime(found.At) < Lifetime)
        {
            found.Count();
            return found.Answer;
        }

        var (at, before) = (clock.GetTimestamp(), Volatile.Read(ref generation));
        var uses = 1 + (found?.TakeUses() ?? 0);
        var answer = await identity.AuthenticateAsync(credential with { Uses = uses }, cancellation);
        if (known.Count >= EntriesMax)
        {
            known.Clear();
        }

        if (before == Volatile.Read(ref generation)) // what was asked before access ended is not remembered after
        {
            known[key] = new Known(answer, at);
        }

        return answer;
    }

    public void Forget()
    {
        Interlocked.Increment(ref generation);
        known.Clear();
    }

    private static string KeyOf(Credential credential)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(credential.Value), hash);
        return string.Concat(((int)credential.Kind).ToString(), Convert.ToHexStringLower(hash));
    }

    /// <summary>An answer, when it was asked for, and how often it was given since.</summary>
    private sealed class Known(Authentication answer, long at)
    {
        private int uses;

        public Authentication Answer => answer;

        public long At => at;

        public void Count() => Interlocked.Increment(ref uses);

        public int TakeUses() => answer.Caller is null ? 0 : Interlocked.Exchange(ref uses, 0);
    }
}

/// <summary>
/// Enforces each endpoint's <see cref="AccessRule"/>: authenticates, authorizes, and refuses what has none.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, TimeProvider clock)
{
    private const int CredentialLengthMax = 8 * 1024;

    private static readonly Error Undeclared =
        new("platform.access_undeclared", 403, "Nobody may call this: it does not say who.");

    private static readonly Error Unauthenticated = new("platform.unauthenticated", 401, "Sign in first.");

    private static readonly Error QuotaUsed =
        new("platform.quota_used", 429, "This credential was used as often as it may be; wait as Retry-After says.");

    private static readonly Error Forbidden =
        new("platform.forbidden", 403,
            "Your role does not allow this. An administrator of your organization can change it.");

    private static readonly Error CrossSite =
        new("platform.cross_site", 403, $"A request with a session cookie must carry {SessionCookie.RequestHeader}.");

    private static readonly Error NotInside =
        new("platform.not_inside", 403, "Only other processes of this installation may call this.");

    public async Task InvokeAsync(HttpContext context, InsideKey inside)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            await next(context);
            return;
        }

        endpoint.Metadata.GetMetadata<Retirement>()?.Tell(context.Response.Headers);
        var refusal = endpoint.Metadata.GetMetadata<AccessRule>() switch
        {
            null when endpoint is not RouteEndpoint => null, // the router's own 405 and 415
            null => Undeclared,
            { Audience: Audience.Inside } => await inside.IsValidAsync(context.Request) ? null : NotInside,
            { Permission: { } permission } => await AuthorizeAsync(context, permission),
            _ => null,
        };
        if (refusal is null)
        {
            EventOrigin.ActAs(context.Features.Get<Caller>()?.UserId);
            AuditCall.Begin(AuditCall.Of(context, endpoint, clock));
            await next(context);
            return;
        }

        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"skylink\"";
        }

        await refusal.ToProblem().ExecuteAsync(context);
    }

    private static async Task<Error?> AuthorizeAsync(HttpContext context, Permission permission)
    {
        if (CredentialOf(context.Request) is not { } credential)
        {
            return Unauthenticated;
        }

        if (credential.Kind == CredentialKind.Session && IsCrossSite(context.Request))
        {
            return CrossSite;
        }

        var callers = context.RequestServices.GetRequiredService<CallerCache>();
        var answer = await callers.AuthenticateAsync(credential, context.RequestAborted);
        if (answer.RetryAfterSeconds is { } wait)
        {
            context.Response.Headers.RetryAfter = wait.ToString();
            return QuotaUsed;
        }

        if (answer.Caller is not { } caller)
        {
            return Unauthenticated with { Code = answer.Reason ?? Unauthenticated.Code };
        }

        context.Features.Set(caller);
        if (context.Request.Headers.Via.Count > 0) // Of no use to anybody but a gateway, which takes it off.
        {
            context.Response.Headers[CallerHeader.Name] = caller.UserId.ToString();
        }

        return permission.AllowsFor(caller) ? null : Forbidden.With($"It needs the permission {permission.Name}.");
    }

    private static bool IsCrossSite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && !request.Headers.ContainsKey(SessionCookie.RequestHeader);

    private static Credential? CredentialOf(HttpRequest request)
    {
        var bearer = request.Headers.Authorization.ToString();
        var found = bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? new Credential(CredentialKind.AccessToken, bearer["Bearer ".Length..])
            : request.Headers["X-Api-Key"].ToString() is { Length: > 0 } key
                ? new Credential(CredentialKind.ApiKey, key)
                : request.Cookies[SessionCookie.Name] is { } session
                    ? new Credential(CredentialKind.Session, session)
                    : null;
        return found?.Value.Length <= CredentialLengthMax ? found : null;
    }
}
