using System.Numerics;
using SkyLink.Beckn;

namespace SkyLink.Trade.Sellers;

/// <summary>All SQL of products and their stock.</summary>
internal static class ProductStore
{
    private const string ReserveAll = """
        with wanted as (select * from unnest($2, $3) as it (sku, pieces)),
             locked as (
                 select products.sku, wanted.pieces,
                        is_available and stock - reserved >= pieces and pieces <= max_per_order as fits
                   from products join wanted on wanted.sku = products.sku
                  where shop = $1 order by products.sku for update of products),
             verdict as (select count(*) = cardinality($2) and coalesce(bool_and(fits), false) as holds from locked)
        update products
           set reserved = reserved + locked.pieces, changed = pg_current_xact_id()
          from locked, verdict
         where verdict.holds and products.shop = $1 and products.sku = locked.sku
        """;

    private const string MoveAll = """
        with moves as (
                 select products.sku, it.stock_move, it.reserved_move
                   from products join unnest($2, $3, $4) as it (sku, stock_move, reserved_move) on it.sku = products.sku
                  where shop = $1 order by products.sku for update of products)
        update products
           set stock = stock + stock_move, reserved = reserved + reserved_move, changed = pg_current_xact_id()
          from moves
         where products.shop = $1 and products.sku = moves.sku
        returning products.sku, name, stock - reserved as remains, stock_move
        """;

    /// <summary>
    /// Promises pieces: all lines or none, in one statement. Rows are locked in the order of their SKUs, so that two
    /// buyers of the same things wait for each other instead of locking each other out.
    /// </summary>
    public static async Task<bool> TryReserveAsync(Tx tx, string shop, IReadOnlyList<StockMove> moves)
    {
        await using var command = tx.Command(ReserveAll);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = shop });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. moves.Select(move => move.Sku)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. moves.Select(move => move.Reserved)] });
        return await command.ExecuteNonQueryAsync(tx.Cancellation) == moves.Count;
    }

    /// <summary>Moves stock for a sale that has it; tells which products are nearly sold out by that.</summary>
    public static async Task<List<StockLow>> MoveAsync(
        Tx tx, string shop, IReadOnlyList<StockMove> moves, int lowStock)
    {
        await using var command = tx.Command(MoveAll);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = shop });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. moves.Select(move => move.Sku)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. moves.Select(move => move.Stock)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. moves.Select(move => move.Reserved)] });
        await using var rows = await command.ExecuteReaderAsync(tx.Cancellation);
        var low = new List<StockLow>();
        while (await rows.ReadAsync(tx.Cancellation))
        {
            var (left, sold) = (rows.Get<int>("remains"), -rows.Get<int>("stock_move"));
            if (sold > 0 && left <= lowStock && left + sold > lowStock)
            {
                low.Add(new StockLow(shop, rows.Get<string>("sku"), rows.Get<string>("name"), left));
            }
        }

        return low;
    }

    public static Task<bool> IsEmptyAsync(Tx tx, string shop) =>
        tx.ScalarAsync<bool>($"select not exists (select from products where shop = {shop})");

    public static Task<long> CountAsync(Tx tx) => tx.ScalarAsync<long>($"select count(*) from products");

    public static Task<List<Product>> FindAsync(Tx tx, string shop, string[] skus) => tx.ListAsync($"""
        select products.*, asset from products join shops on slug = shop where shop = {shop} and sku = any({skus})
        """, Read);

    public static Task<Product?> FindAsync(Tx tx, Guid id) => tx.FindAsync(
        $"select products.*, asset from products join shops on slug = shop where id = {id}", Read);

    public static Task<Product?> LockAsync(Tx tx, Guid id) => tx.FindAsync($"""
        select products.*, asset from products join shops on slug = shop where id = {id} for update of products
        """, Read);

    /// <summary>Products of one organization, or of all (null), narrowed by what the query says.</summary>
    public static Task<List<Product>> ListAsync(
        Tx tx, string? organization, ProductQuery query, Guid? after, int limit) => tx.ListAsync($"""
        select products.*, asset from products join shops on slug = shop
         where ({organization}::text is null or organization = {organization})
           and ({query.Shop}::text is null or shop = {query.Shop})
           and ({query.Words}::text is null or search @@ plainto_tsquery('simple', {query.Words}))
           and ({query.LeftAtMost}::int is null or stock - reserved <= {query.LeftAtMost})
           and id > {after ?? Guid.Empty}
         order by id limit {limit}
        """, Read);

    /// <summary>What a shop's keeper may edit. The stock never falls below what is promised.</summary>
    public static Task UpdateAsync(Tx tx, Product product) => tx.ExecuteAsync($"""
        update products
           set price = {(BigInteger)product.Price.Units}, market_price = {(BigInteger)product.MarketPrice.Units},
               stock = {product.Stock}, is_available = {product.IsAvailable}, version = {product.Version},
               changed = pg_current_xact_id()
         where id = {product.Id}
        """);

    /// <summary>The products touched by transactions from <paramref name="since"/> on.</summary>
    public static Task<List<Product>> ChangedAsync(Tx tx, string since) => tx.ListAsync($"""
        select products.*, asset from products join shops on slug = shop
         where changed >= {since}::text::xid8 order by id
        """, Read);

    internal static Product Read(NpgsqlDataReader row)
    {
        var asset = row.Get<string>("asset");
        return new Product(
            row.Get<string>("shop"),
            row.Get<string>("sku"),
            row.Get<string>("name"),
            row.Get<string>("description"),
            row.Get<string>("category"),
            row.Get<string>("brand"),
            row.Money("price", asset),
            row.Money("market_price", asset),
            new Measure(row.Get<decimal>("unit_value"), row.Get<string>("unit")),
            row.Get<int>("stock"),
            row.Get<int>("max_per_order"))
        {
            Id = row.Get<Guid>("id"),
            Reserved = row.Get<int>("reserved"),
            IsReturnable = row.Get<bool>("is_returnable"),
            IsCancellable = row.Get<bool>("is_cancellable"),
            IsAvailable = row.Get<bool>("is_available"),
            TimeToShip = row.Get<TimeSpan>("time_to_ship"),
            TaxPercent = row.Get<decimal>("tax_percent"),
            Tags = row.Get<string[]>("tags"),
            Image = row.Find<string>("image"),
            Version = row.Get<int>("version"),
        };
    }
}
