using System.CommandLine;
using System.Text.Json;

namespace SkyLink.Cli;

/// <summary>Shops: open or closed, and where they deliver.</summary>
internal static class ShopsCommand
{
    private const string Path = "sellers/shops";

    private static readonly Column[] ListColumns =
    [
        Column.Of("shop", "slug"), Column.Of("name", "name"), Column.Of("node", "node"),
        new("online", shop => bool.Parse(shop.Text("online")!) ? "yes" : "no"),
        new("delivers", Delivery),
    ];

    public static Command Noun(Shell shell) => new("shops", "Shops: open or closed, and where they deliver.")
    {
        List(shell),
        Open(shell, "open", "Show a shop to buyers.", isOnline: true),
        Open(shell, "close", "Hide a shop from buyers; open orders go on.", isOnline: false),
        Deliver(shell),
    };

    private static ApiVerb List(Shell shell) => ApiVerb.OfList(
        shell, "list", "Show the shops one runs.", ["shops list", "shops list --as seller"], [], _ => Path,
        ListColumns);

    private static ApiVerb Open(Shell shell, string name, string description, bool isOnline)
    {
        var shop = Inputs.Required("shop", "Its name in lists: corner-pantry.");
        return new ApiVerb(
            shell, name, description, [$"shops {name} corner-pantry"], [shop],
            async (call, cancellation) =>
            {
                var answer = await call.Api.SendAsync(
                    HttpMethod.Put, $"{Path}/{ApiCall.Segment(call.Get(shop))}/online", new { online = isOnline },
                    ifMatch: null, cancellation);
                call.Tell($"{answer.Body.Text("name")} is {(isOnline ? "online" : "offline")}.", answer.Body);
            });
    }

    private static ApiVerb Deliver(Shell shell)
    {
        var shop = Inputs.Required("shop", "Its name in lists: corner-pantry.");
        var radius = new Option<decimal>("--radius")
        {
            Description = "Kilometres around the shop.",
            HelpName = "km",
            Required = true,
        };
        var codes = new Option<string[]>("--area-code")
        {
            Description = "Only to this postal code; may be given several times. Without it: to any.",
            HelpName = "code",
            DefaultValueFactory = _ => [],
        };
        var corners = new Option<string[]>("--corner")
        {
            Description = "A corner of the only area it delivers in, at least three, in order along its border. "
                + "Without it: anywhere within the radius.",
            HelpName = "latitude,longitude",
            DefaultValueFactory = _ => [],
        };
        return new ApiVerb(
            shell, "deliver", "Say where a shop delivers.",
            [
                "shops deliver corner-pantry --radius 8",
                "shops deliver corner-pantry --radius 8 --area-code 54660 --area-code 54000",
            ],
            [shop, radius, codes, corners],
            async (call, cancellation) =>
            {
                var edit = new { radiusKm = call.Get(radius), areaCodes = call.Get(codes), area = call.Get(corners) };
                var answer = await call.Api.SendAsync(
                    HttpMethod.Put, $"{Path}/{ApiCall.Segment(call.Get(shop))}/delivery", edit, ifMatch: null,
                    cancellation);
                call.Tell($"{answer.Body.Text("name")} delivers {Delivery(answer.Body)}.", answer.Body);
            });
    }

    private static string Delivery(JsonElement shop)
    {
        var codes = shop.Items("areaCodes").Select(code => code.GetString());
        return $"within {shop.Text("radiusKm")} km"
            + (codes.Any() ? $" to {string.Join(", ", codes)}" : "")
            + (shop.Items("area").Any() ? " in its area" : "");
    }
}
