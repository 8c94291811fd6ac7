using SkyLink.Cryptography;

namespace SkyLink.Platform.Identity;

internal enum Verdict
{
    Right,
    Wrong,

    /// <summary>Too many wait already; nothing was computed.</summary>
    Busy,
}

/// <summary>
/// Hashes and checks passwords, as many at once as there are cores: each takes megabytes and milliseconds, and
/// sign-in must not starve everything else.
/// </summary>
internal sealed class Passwords(IOptions<IdentityOptions> options) : IDisposable
{
    private const int WaitingMax = 200;
    private readonly SemaphoreSlim cores = new(Environment.ProcessorCount);
    private readonly Lazy<string> nobody = new(() => PasswordHash.Create(Secret.New(), options.Value.Argon2Cost));
    private int waiting;

    public async Task<string> HashAsync(string password, CancellationToken cancellation)
    {
        await cores.WaitAsync(cancellation);
        try
        {
            return PasswordHash.Create(password, options.Value.Argon2Cost);
        }
        finally
        {
            cores.Release();
        }
    }

    /// <param name="stored">Null for an unknown account: costs the same, so that time tells nobody who has one.</param>
    public async Task<Verdict> CheckAsync(string password, string? stored, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref waiting) > WaitingMax)
        {
            Interlocked.Decrement(ref waiting);
            return Verdict.Busy;
        }

        try
        {
            await cores.WaitAsync(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }

        try
        {
            var isRight = PasswordHash.Verify(password, stored ?? nobody.Value) && stored is not null;
            return isRight ? Verdict.Right : Verdict.Wrong;
        }
        finally
        {
            cores.Release();
        }
    }

    /// <summary>Whether it was hashed at another cost than today's.</summary>
    public bool IsOutdated(string stored) => PasswordHash.NeedsRehash(stored, options.Value.Argon2Cost);

    public void Dispose() => cores.Dispose();
}
