using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace SkyLink.Trade.Sellers;

/// <param name="Line">Of the file, or the number of the entry.</param>
/// <param name="Column">As docs/catalogue.md names it; null if it is the row as a whole.</param>
internal sealed record RefusedRow(int Line, RowFlaw Code, string? Column, string Reason);

/// <summary>What came of an import.</summary>
/// <param name="Unchanged">Rows that say what the shop's products say already.</param>
/// <param name="Refused">Rows not taken; the first hundred of them in <paramref name="RefusedRows"/>.</param>
internal sealed record ImportReport(
    int Rows, int Added, int Replaced, int Unchanged, int Refused, IReadOnlyList<RefusedRow> RefusedRows)
{
    public const int RefusedRowsMax = 100;

    public static ImportReport Empty { get; } = new(0, 0, 0, 0, 0, []);

    public ImportReport Refusing(int line, RowFault fault) => this with
    {
        Rows = Rows + 1,
        Refused = Refused + 1,
        RefusedRows = RefusedRows.Count < RefusedRowsMax
            ? [.. RefusedRows, new RefusedRow(line, fault.Flaw, fault.Column, fault.Reason)]
            : RefusedRows,
    };
}

/// <summary>
/// Takes a catalogue in, batch by batch, each in one transaction: a row is taken whole or named as refused. Taking the
/// same catalogue again changes nothing. One that cannot be read to its end is refused before its first row is taken.
/// </summary>
internal sealed class CatalogueImport(Db<SellersModule> db)
{
    public const int RowsMax = 200_000;
    private const int BatchSize = 1_000;

    private static readonly Error Broken = new(
        "sellers.catalogue_unreadable", 400, "The catalogue cannot be read to its end; nothing of it was taken.");

    private static readonly Error TooLong = new(
        "sellers.catalogue_too_long", 422, $"A catalogue may have {RowsMax} rows at most; nothing of it was taken.");

    private const string Upsert = """
        insert into products as old (id, shop, sku, name, description, category, brand, price, market_price, unit,
                                     unit_value, stock, max_per_order, is_returnable, is_cancellable, time_to_ship,
                                     tax_percent, tags, image)
        select id, shop, sku, name, description, category, brand, price, market_price, unit, unit_value, stock,
               max_per_order, is_returnable, is_cancellable, time_to_ship, tax_percent,
               string_to_array(tags, '|'), image
          from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            as it (id, shop, sku, name, description, category, brand, price, market_price, unit, unit_value, stock,
                   max_per_order, is_returnable, is_cancellable, time_to_ship, tax_percent, tags, image)
         order by shop, sku
        on conflict (shop, sku) do update
           set name = excluded.name, description = excluded.description, category = excluded.category,
               brand = excluded.brand, price = excluded.price, market_price = excluded.market_price,
               unit = excluded.unit, unit_value = excluded.unit_value,
               stock = greatest(excluded.stock, old.reserved), max_per_order = excluded.max_per_order,
               is_returnable = excluded.is_returnable, is_cancellable = excluded.is_cancellable,
               time_to_ship = excluded.time_to_ship, tax_percent = excluded.tax_percent, tags = excluded.tags,
               image = excluded.image, version = old.version + 1, changed = pg_current_xact_id()
         where (old.name, old.description, old.category, old.brand, old.price, old.market_price, old.unit,
                old.unit_value, old.stock, old.max_per_order, old.is_returnable, old.is_cancellable, old.time_to_ship,
                old.tax_percent, old.tags, old.image)
            is distinct from
               (excluded.name, excluded.description, excluded.category, excluded.brand, excluded.price,
                excluded.market_price, excluded.unit, excluded.unit_value, greatest(excluded.stock, old.reserved),
                excluded.max_per_order, excluded.is_returnable, excluded.is_cancellable, excluded.time_to_ship,
                excluded.tax_percent, excluded.tags, excluded.image)
        returning (xmax = 0) as is_new
        """;

    /// <summary>Why nothing of a catalogue may be taken, or null.</summary>
    public static async Task<Error?> RefusalOfAsync(IAsyncEnumerable<CatalogueRow> rows, CancellationToken cancellation)
    {
        var count = 0;
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            if (row.Fault is { IsEnd: true } end)
            {
                return Broken.With($"Line {row.Line}: {end.Reason}");
            }

            if (++count > RowsMax)
            {
                return TooLong;
            }
        }

        return null;
    }

    /// <param name="shops">Where the rows go: one shop, or several over which they are spread by SKU.</param>
    public async Task<ImportReport> RunAsync(
        IReadOnlyList<Shop> shops, IAsyncEnumerable<CatalogueRow> rows, CancellationToken cancellation)
    {
        var report = ImportReport.Empty;
        var seen = new HashSet<(string, string)>();
        var batch = new List<Product>(BatchSize);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            var (product, fault) = row.ToProduct(ShopFor(shops, row));
            if (product is null || !seen.Add((product.Shop, product.Sku)))
            {
                report = report.Refusing(row.Line, fault ?? new RowFault(
                    RowFlaw.Doubled, "sku", $"The SKU '{product?.Sku}' stands above already."));
                continue;
            }

            batch.Add(product);
            if (batch.Count == BatchSize)
            {
                report = await FlushAsync(report, batch, cancellation);
            }
        }

        report = await FlushAsync(report, batch, cancellation);
        await TellAsync(shops, report, cancellation);
        return report;
    }

    private static Shop ShopFor(IReadOnlyList<Shop> shops, CatalogueRow row) => shops.Count == 1
        ? shops[0]
        : shops[(int)(HashOf(row.Key()) % (uint)shops.Count)];

    private static uint HashOf(string key) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));

    private async Task<ImportReport> FlushAsync(
        ImportReport report, List<Product> batch, CancellationToken cancellation)
    {
        if (batch.Count == 0)
        {
            return report;
        }

        var (added, replaced) = await db.InTransactionAsync(tx => WriteAsync(tx, batch), cancellation);
        var next = report with
        {
            Rows = report.Rows + batch.Count,
            Added = report.Added + added,
            Replaced = report.Replaced + replaced,
            Unchanged = report.Unchanged + batch.Count - added - replaced,
        };
        batch.Clear();
        return next;
    }

    private Task TellAsync(IReadOnlyList<Shop> shops, ImportReport report, CancellationToken cancellation) =>
        report.Added + report.Replaced == 0
            ? Task.CompletedTask
            : db.InTransactionAsync(
                tx =>
                {
                    tx.Publish(new CatalogueImported(
                        shops.Count == 1 ? shops[0].Slug : "*", report.Added, report.Replaced, report.Refused));
                    return Task.CompletedTask;
                },
                cancellation);

    private static async Task<(int Added, int Replaced)> WriteAsync(Tx tx, List<Product> batch)
    {
        await using var command = tx.Command(Upsert);
        void Add<T>(Func<Product, T> column) =>
            command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. batch.Select(column)] });
        Add(_ => Guid.CreateVersion7());
        Add(product => product.Shop);
        Add(product => product.Sku);
        Add(product => product.Name);
        Add(product => product.Description);
        Add(product => product.Category);
        Add(product => product.Brand);
        Add(product => (BigInteger)product.Price.Units);
        Add(product => (BigInteger)product.MarketPrice.Units);
        Add(product => product.Unit.Unit);
        Add(product => product.Unit.Value);
        Add(product => product.Stock);
        Add(product => product.MaxPerOrder);
        Add(product => product.IsReturnable);
        Add(product => product.IsCancellable);
        Add(product => product.TimeToShip);
        Add(product => product.TaxPercent);
        Add(product => string.Join('|', product.Tags));
        Add(product => product.Image);
        await using var rows = await command.ExecuteReaderAsync(tx.Cancellation);
        var (added, replaced) = (0, 0);
        while (await rows.ReadAsync(tx.Cancellation))
        {
            (added, replaced) = rows.GetBoolean(0) ? (added + 1, replaced) : (added, replaced + 1);
        }

        return (added, replaced);
    }
}
