using System.Net.Http.Headers;

namespace SkyLink.Cli;

/// <summary>Proves to the API who asks.</summary>
internal interface ICredential
{
    Task AddToAsync(HttpRequestMessage request, CancellationToken cancellation);

    /// <summary>The API did not accept it; true if there is another one now, worth a second try.</summary>
    Task<bool> RenewAsync(CancellationToken cancellation);
}

/// <summary>What the environment gives: <c>SKYLINK_TOKEN</c> or <c>SKYLINK_API_KEY</c>.</summary>
internal sealed class GivenCredential(string header, string value) : ICredential
{
    private const string TokenVariable = "SKYLINK_TOKEN";
    private const string KeyVariable = "SKYLINK_API_KEY";

    public static GivenCredential? Of(Shell shell) =>
        (shell.Variable(TokenVariable), shell.Variable(KeyVariable)) switch
        {
            ({ Length: > 0 } token, _) => new GivenCredential("Authorization", $"Bearer {token}"),
            (_, { Length: > 0 } key) => new GivenCredential("X-Api-Key", key),
            _ => null,
        };

    public Task AddToAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.Headers.Add(header, value);
        return Task.CompletedTask;
    }

    public Task<bool> RenewAsync(CancellationToken cancellation) => Task.FromResult(false);
}

/// <summary>Tokens that a sign-in brought, kept in a file and renewed before they are over.</summary>
/// <param name="api">Whom the tokens are from; nobody else gets them.</param>
/// <param name="file">Where they are kept.</param>
/// <param name="signIn">Signs in anew without asking anybody; null where only a person can.</param>
internal sealed class SessionCredential(
    ApiConnection api, SessionFile file, Func<CancellationToken, Task<Session>>? signIn) : ICredential
{
    /// <summary>Renewed so long before the end: a request that is under way must still be accepted.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private Session? session = file.Read();

    public async Task AddToAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (session is null || session.ExpiresAt - Margin <= api.Clock.GetUtcNow())
        {
            await RenewAsync(cancellation);
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session!.AccessToken);
    }

    public async Task<bool> RenewAsync(CancellationToken cancellation)
    {
        session = await RefreshedAsync(cancellation)
            ?? (signIn is null ? null : await signIn(cancellation))
            ?? throw new CliException(
                ExitCode.Failed, "the sign-in is over or was ended; sign in again with 'skylink login'.");
        file.Write(session);
        return true;
    }

    /// <summary>A refresh token is good once: what comes with the answer is kept.</summary>
    private async Task<Session?> RefreshedAsync(CancellationToken cancellation)
    {
        if (session is null)
        {
            return null;
        }

        try
        {
            return await api.IssueAsync(
                new { grantType = "refresh_token", refreshToken = session.RefreshToken }, session, cancellation);
        }
        catch (ApiProblemException)
        {
            return null;
        }
    }
}
