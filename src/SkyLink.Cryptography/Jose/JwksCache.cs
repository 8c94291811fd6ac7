namespace SkyLink.Cryptography.Jose;

/// <summary>
/// The keys of an issuer that publishes them: those pinned at first, later those it was found to publish. A key that
/// is missing is asked for at most once a minute, whoever asks, and by one at a time; where the issuer cannot be
/// reached or answers nonsense, what is known stays. Thread-safe; one document is kept.
/// </summary>
/// <param name="pinned">Known from the start, possibly without any key.</param>
/// <param name="fetch">
/// Gets the document in JSON, reading no more than <see cref="JwksDocument.LongestBytes"/> of it; a failure of the
/// network and running out of time may be thrown.
/// </param>
/// <param name="clock">The time here.</param>
public sealed class JwksCache(JwksDocument pinned, Func<CancellationToken, Task<byte[]>> fetch, TimeProvider clock)
{
    /// <summary>From one question to the next at least.</summary>
    public static readonly TimeSpan AskedAtMost = TimeSpan.FromSeconds(60);

    /// <summary>Older documents are replaced in the background, so that a key withdrawn is a key forgotten.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(10);

    /// <summary>How long a question may take.</summary>
    public static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private JwksDocument current = pinned;
    private long loadedAt = clock.GetTimestamp();
    private long? askedAt;
    private Task asking = Task.CompletedTask;

    /// <summary>Fits <see cref="JwksSource"/>.</summary>
    public async ValueTask<JwksDocument> KeysAsync(bool isMissing, CancellationToken cancellation)
    {
        if (isMissing)
        {
            await AskIfDue().WaitAsync(cancellation);
        }
        else if (clock.GetElapsedTime(Volatile.Read(ref loadedAt)) >= FreshFor)
        {
            _ = AskIfDue();
        }

        return Volatile.Read(ref current);
    }

    /// <summary>The question under way, a new one, or none where the last is too young.</summary>
    private Task AskIfDue()
    {
        lock (gate)
        {
            if (asking.IsCompleted && (askedAt is not { } last || clock.GetElapsedTime(last) >= AskedAtMost))
            {
                askedAt = clock.GetTimestamp();
                asking = AskAsync();
            }

            return asking;
        }
    }

    private async Task AskAsync()
    {
        await Task.Yield(); // No stranger's code under the lock.
        using var patience = new CancellationTokenSource(PatienceMax, clock);
        try
        {
            var json = await fetch(patience.Token).WaitAsync(patience.Token);
            if (JwksDocument.TryRead(json, out var document))
            {
                Volatile.Write(ref current, document);
                Volatile.Write(ref loadedAt, clock.GetTimestamp());
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            // What is known stays; the next question is due in a minute.
        }
    }
}
