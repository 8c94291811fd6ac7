using System.CommandLine;

namespace SkyLink.Cli;

/// <summary>Orders, as the one who placed them and as the shop sees them.</summary>
internal static class OrdersCommand
{
    private static readonly Column[] ListColumns =
    [
        Column.Of("id", "id"), Column.Time("placed", "createdAt"), Column.Of("state", "state"),
        Column.Of("seller", "seller"), Column.Of("price", "quote.price"), Column.Of("payment", "payment.state"),
        Column.Of("transaction", "transactionId"),
    ];

    private static readonly Column[] SaleColumns =
    [
        Column.Of("id", "id"), Column.Time("placed", "createdAt"), Column.Of("shop", "shop"),
        Column.Of("stage", "stage"), Column.Of("total", "total"), Column.Of("transaction", "transactionId"),
    ];

    private static readonly Column[] Parts =
    [
        .. ListColumns,
        new("lines", item => string.Join('\n', item.Items("lines").Select(line =>
            $"{line.Text("count")} × {line.Text("name")}"))),
        new("history", item => string.Join('\n', item.Items("timeline").Select(moment =>
            $"{moment.Text("at")} {moment.Text("what")} {moment.Text("detail")}"))),
    ];

    public static Command Noun(Shell shell) => new("orders", "Orders: one's own, and those of the shops one runs.")
    {
        List(shell),
        Show(shell),
        Sales(shell),
    };

    private static ApiVerb List(Shell shell) => ApiVerb.OfList(
        shell, "list", "Show one's own orders.", ["orders list --as buyer"], [], _ => "buyers/orders", ListColumns);

    private static ApiVerb Show(Shell shell)
    {
        var id = Inputs.Required("id", "The order.");
        return new ApiVerb(
            shell, "show", "Show one of one's own orders with its lines and history.",
            ["orders show 019b4f00-0000-7000-8000-000000000000 --as buyer"], [id],
            async (call, cancellation) => call.Print(
                (await call.Api.GetAsync($"buyers/orders/{ApiCall.Segment(call.Get(id))}", cancellation)).Body, Parts));
    }

    private static ApiVerb Sales(Shell shell)
    {
        var shop = Inputs.Text("--shop", "Only of this shop.", "shop");
        var stage = Inputs.Text("--stage", "Only in this stage.", "stage");
        return ApiVerb.OfList(
            shell, "sales", "Show the orders that shops have.", ["orders sales --shop corner-pantry"], [shop, stage],
            call => "sellers/orders" + ApiCall.Query(("shop", call.Get(shop)), ("stage", call.Get(stage))),
            SaleColumns);
    }
}
