using SkyLink.Testing;

namespace SkyLink.Host.Scenario;

/// <summary>
/// What must hold of the market whatever happened, asked of the databases of all sides: each question lists what
/// contradicts it.
/// </summary>
internal static class Market
{
    private static readonly string[] Sides = ["buyers", "sellers", "routing", "logistics", "payments"];

    private static readonly (string What, string Sql)[] Laws =
    [
        ("the ledger sums to zero in every asset", """
            select asset || ' ' || sum(units) from settle_ledger.balances group by asset having sum(units) <> 0
            """),
        ("every balance is what its entries make", """
            select account from settle_ledger.balances as b
             where units <> (select coalesce(sum(units), 0) from settle_ledger.entries as e
                              where e.account = b.account and e.asset = b.asset)
            """),
        ("nothing is held of orders that are over", """
            select account || ' ' || units from settle_ledger.balances as b where account like 'trade:holds:%' and units <> 0
            """),
        ("wallets, payables, commissions and fees are all that was topped up", """
            select account || ' ' || units from settle_ledger.balances
             where units <> 0 and account <> 'world:topups'
               and account !~ '^(trade:(wallets|holds|payables|commissions|finders):|network:fees$)'
            """),
        ("money moved once for each step that was done", """
            select 'steps and transactions differ' where
                (select count(*) from settle_ledger.transactions) <>
                (select count(*) from trade_payments.payment_steps as s
                  where state = 'Done' and reason is null and exists (
                      select from settle_ledger.transactions as t where t.metadata ->> 'payment' = s.payment::text
                         and t.metadata ->> 'step' = s.number::text))
                + (select count(*) from trade_payments.top_ups where state = 'Done')
            """),
        ("what was released was held once and released once", """
            select p.id::text from trade_payments.payments as p join trade_payments.payment_steps as s on s.payment = p.id
             where p.state = 'Released' group by p.id
            having count(*) filter (where s.kind = 'Hold' and s.state = 'Done' and s.reason is null) <> 1
                or count(*) filter (where s.kind = 'Release' and s.state = 'Done' and s.reason is null) <> 1
            """),
        ("every message between two was received once", $"""
            select coalesce(o.action, i.action) || ' ' || coalesce(o.message_id, i.message_id) || ': sent '
                   || coalesce(sent, 0) || ', received ' || coalesce(received, 0)
              from (select action, message_id, digest, count(*) as sent from ({All("out")}) as them group by 1, 2, 3) as o
              full join (
                    select action, message_id, digest, count(*) as received from ({All("in")}) as them group by 1, 2, 3
              ) as i using (action, message_id, digest)
             where (sent = 1 and received = 1) is not true
            """),
        ("every shelf holds what it held less what was sold", """
            select p.sku || ': ' || b.stock || ' before, ' || p.stock || ' now, ' || p.reserved || ' kept, '
                   || coalesce(sold, 0) || ' sold, ' || coalesce(kept, 0) || ' asked for'
              from trade_sellers.products as p join public.stock_before as b using (shop, sku)
              left join (
                select s.shop, l.sku,
                       sum(l.count) filter (where s.stage in ('Created', 'Accepted', 'Packed', 'AgentAssigned', 'PickedUp',
                                                              'OutForDelivery', 'Delivered', 'Returning')) as sold,
                       sum(l.count) filter (where s.stage in ('Reserved', 'Confirming')) as kept
                  from trade_sellers.sales as s join trade_sellers.sale_lines as l on l.sale = s.id group by 1, 2
              ) as lines using (shop, sku)
             where p.stock <> b.stock - coalesce(sold, 0) or p.reserved <> coalesce(kept, 0)
            """),
        ("all sides agree on every order", """
            select o.id || ' buyer ' || o.state || ', money ' || o.payment_state || ', seller ' || coalesce(s.stage, '-')
                   || ', partner ' || coalesce(p.state, '-') || ', rider ' || coalesce(h.state, '-')
              from trade_buyers.orders as o
              left join trade_sellers.sales as s on s.order_id = o.id::text
              left join trade_payments.payments as p on p.id = o.payment_id
              left join trade_logistics.shipments as h on h.order_id = s.id::text
             where (case o.state
                when 'Completed' then s.stage = 'Delivered' and h.state = 'Delivered'
                    and o.payment_state = 'Released' and p.state = 'Released'
                when 'Cancelled' then s.stage = 'Cancelled' and (h.id is null or h.state = 'Cancelled')
                    and o.payment_state in ('Returned', 'Released') and p.state = o.payment_state
                when 'Failed' then (s.id is null or s.stage = 'Refused') and h.id is null
                    and (p.id is null or p.state in ('Returned', 'Declined'))
                when 'Ready' then s.id is null and o.payment_state in ('None', 'Declined')
                end) is not true
            """),
        ("no order is at a seller that no buyer placed", """
            select s.order_id from trade_sellers.sales as s
             where s.order_id is not null and not exists (select from trade_buyers.orders as o where o.id::text = s.order_id)
            """),
        .. Sides.Select(side => ($"no message of {side} is stuck", $"""
            select action || ' to ' || destination || ': ' || state || ', ' || coalesce(reason, '')
              from trade_{side}.deliveries
            """)),
    ];

    /// <summary>Accepted messages of all sides; searches go to many by way of the gateway.</summary>
    private static string All(string direction) => string.Join(" union all ", Sides.Select(side => $"""
        select action, message_id, digest from trade_{side}.messages
         where direction = '{direction}' and code is null and action not in ('search', 'on_search')
        """));

    /// <summary>Waits until shops have goods to sell, and notes how much of each.</summary>
    public static async Task OpenAsync(Deployment deployment)
    {
        using var shopper = await Person.SignInAsync(deployment, "Buyer");
        await shopper.SearchAsync("biscuits", CornerPantry);
        await deployment.Database.ExecuteAsync(
            "create table public.stock_before as select shop, sku, stock from trade_sellers.products");
    }

    public const string CornerPantry = "corner-pantry.example";
    public const string Bazaar = "bazaar-collective.example";

    /// <summary>Puts so much of a product on the shelf; for the reckoning, what was sold of it before stays sold.</summary>
    public static Task StockAsync(Deployment deployment, string sku, int pieces) => deployment.Database.ExecuteAsync($"""
        update public.stock_before as before set stock = {pieces} + before.stock - now.stock
          from trade_sellers.products as now
         where (now.shop, now.sku) = (before.shop, before.sku) and now.sku = '{sku}';
        update trade_sellers.products set stock = {pieces}, changed = pg_current_xact_id() where sku = '{sku}';
        """);

    /// <summary>
    /// Waits until nothing moves any more and all laws hold. A look at rest may still see something broken that sets
    /// out at that moment, a seller's word on its catalogue; what is wrong for good stays so until the time is over.
    /// </summary>
    public static async Task AuditAsync(Deployment deployment, TimeSpan? within = null)
    {
        var wrong = "";
        try
        {
            await Eventually.TrueAsync(
                async () => (wrong = await WrongAsync(deployment.Database)).Length == 0, "all is at rest and right",
                within ?? TimeSpan.FromSeconds(180));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{wrong}\n{deployment.Logs()}");
        }
    }

    private static async Task<string> WrongAsync(TestDatabase database)
    {
        if (await MovingAsync(database) is { Length: > 0 } moving)
        {
            return $"Still moving: {moving}";
        }

        var broken = new List<string>();
        foreach (var (what, sql) in Laws)
        {
            if (await ListAsync(database, sql) is { Length: > 0 } found)
            {
                broken.Add($"Not so: {what}.\n  {found}");
            }
        }

        return string.Join('\n', broken);
    }

    private static async Task<string> MovingAsync(TestDatabase database)
    {
        var orders = await ListAsync(database, """
            select state || '/' || payment_state || ' × ' || count(*) from trade_buyers.orders
             where state not in ('Completed', 'Cancelled', 'Failed', 'Ready')
                or payment_state in ('Holding', 'Releasing', 'Returning')
             group by state, payment_state
            """);
        var messages = await ListAsync(database, string.Join(" union all ", Sides.Select(side =>
            $"select '{side}: ' || action || ' ' || attempts || ' ' || coalesce(reason, '') "
            + $"from trade_{side}.deliveries where state = 'Pending'")));
        return string.Join("; ", new[] { orders, messages }.Where(it => it.Length > 0));
    }

    private static Task<string> ListAsync(TestDatabase database, string sql) =>
        database.ScalarAsync<string>(
            $"select coalesce(string_agg(it, '\n  '), '') from (select * from ({sql}) as found limit 20) as them (it)");
}
