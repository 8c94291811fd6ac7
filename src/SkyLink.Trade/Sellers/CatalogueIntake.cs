namespace SkyLink.Trade.Sellers;

/// <summary>Under which the answer to a request is kept.</summary>
internal sealed record OnceKey(string Scope, string Key, object Request);

/// <summary>
/// Takes catalogues in once per key, one catalogue at a time: many large ones at once need no more memory than one.
/// </summary>
internal sealed class CatalogueIntake(Db<SellersModule> db, CatalogueImport import) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Error Busy = new(
        "sellers.imports_busy", 503, "Other catalogues are being taken in; try again in a moment.");

    private readonly SemaphoreSlim turn = new(1);

    public void Dispose() => turn.Dispose();

    /// <param name="body">It is read twice: to its end first, so that a broken catalogue changes nothing.</param>
    public async Task<Result<ImportReport>> TakeAsync(
        OnceKey once, IReadOnlyList<Shop> shops, CatalogueFormat format, Stream body, CancellationToken cancellation)
    {
        if (!await turn.WaitAsync(Patience, cancellation))
        {
            return Busy;
        }

        try
        {
            // An answer given before is given again, and nothing else: a late repeat must not undo what came after it.
            if (await db.FindAnswerAsync<ImportReport>(once.Scope, once.Key, once.Request, cancellation) is { } first)
            {
                return first;
            }

            body.Position = 0;
            var rows = CatalogueReaders.ReadAsync(format, body, cancellation);
            if (await CatalogueImport.RefusalOfAsync(rows, cancellation) is { } refusal)
            {
                return refusal;
            }

            body.Position = 0;
            var report = await import.RunAsync(
                shops, CatalogueReaders.ReadAsync(format, body, cancellation), cancellation);
            return await db.OnceAsync<ImportReport>(
                once.Scope, once.Key, once.Request, _ => Task.FromResult<Result<ImportReport>>(report), cancellation);
        }
        finally
        {
            turn.Release();
        }
    }
}
