using System.Text;
using System.Text.Json.Nodes;

namespace SkyLink.Beckn;

/// <summary>The lists here are written by hand from the requirements, not derived from the tables they check.</summary>
public sealed class NeededMembersTests
{
    private const string Ordered = "order order.provider order.provider.id order.items order.items.0.id";

    private const string Quoted =
        "order.provider order.items order.quote order.quote.price order.quote.price.value order.quote.breakup.0.price";

    private static readonly string[] Context =
    [
        "domain", "action", "bap_id", "bap_uri", "bpp_id", "bpp_uri", "transaction_id", "message_id", "timestamp",
    ];

    public static TheoryData<string, BecknAction, string> Needed
    {
        get
        {
            var all = new TheoryData<string, BecknAction, string>();
            foreach (var (actions, ondc, beckn) in Lists)
            {
                foreach (var action in actions)
                {
                    foreach (var path in ondc.Split(' '))
                    {
                        all.Add(Dialect.Ondc1.Name, action, path);
                    }

                    foreach (var path in beckn.Split(' '))
                    {
                        all.Add(Dialect.Beckn11.Name, action, path);
                    }
                }
            }

            return all;
        }
    }

    private static (BecknAction[] Actions, string Ondc, string Beckn)[] Lists =>
    [
        ([BecknAction.Search], "intent", "intent"),
        ([BecknAction.OnSearch],
            "catalog catalog.bpp/providers catalog.bpp/providers.0.id catalog.bpp/providers.0.items.0.id",
            "catalog catalog.providers catalog.providers.0.id catalog.providers.0.items.0.id"),
        ([BecknAction.Select, BecknAction.Init, BecknAction.Confirm],
            $"{Ordered} order.items.1.quantity.count",
            $"{Ordered} order.items.1.quantity.selected.count"),
        ([BecknAction.Init, BecknAction.Confirm],
            "order.billing order.billing.name order.billing.phone order.fulfillments",
            "order.billing order.billing.name order.billing.phone order.fulfillments"),
        ([BecknAction.Confirm], "order.id order.quote order.payment", "order.quote order.payments"),
        ([BecknAction.OnSelect, BecknAction.OnInit],
            Quoted,
            Quoted),
        ([BecknAction.OnConfirm, BecknAction.OnStatus, BecknAction.OnCancel],
            "order order.id order.state", "order order.id"),
        ([BecknAction.OnUpdate], "order order.id", "order order.id"),
        ([BecknAction.Status, BecknAction.Track, BecknAction.Cancel], "order_id", "order_id"),
        ([BecknAction.Cancel], "cancellation_reason_id", "cancellation_reason_id"),
        ([BecknAction.OnTrack], "tracking tracking.status", "tracking tracking.status"),
        ([BecknAction.Update], "update_target order order.id", "update_target order order.id"),
        ([BecknAction.Rating], "value", "ratings ratings.1.rating_category ratings.0.value"),
        ([BecknAction.Support], "ref_id", "support support.ref_id"),
        ([BecknAction.OnSupport], "phone+email+uri", "support support.phone+support.email+support.url"),
    ];

    public static TheoryData<string, BecknAction> All => Story.All;

    [Theory]
    [MemberData(nameof(Needed))]
    public void A_missing_member_is_named_by_its_path(string dialect, BecknAction action, string paths)
    {
        var root = JsonNode.Parse(Story.Bytes(dialect, action))!;
        foreach (var path in paths.Split('+'))
        {
            Remove(root["message"]!, path);
        }

        var error = Assert.Single(Read(root).Errors);
        Assert.Equal(ErrorKind.MemberMissing, error.Kind);
        Assert.Equal(JsonPathOf(paths.Split('+')[0]), error.Path);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void All_missing_members_of_the_context_are_named_at_once(string dialect, BecknAction action)
    {
        var needed = Context.Where(
            name => action != BecknAction.Search || !name.StartsWith("bpp", StringComparison.Ordinal));
        foreach (var name in needed)
        {
            var root = JsonNode.Parse(Story.Bytes(dialect, action))!;
            root["context"]!.AsObject().Remove(name);
            var error = Assert.Single(Read(root).Errors);
            Assert.Equal((ErrorKind.MemberMissing, $"$.context.{name}"), (error.Kind, error.Path));
        }

        var bare = JsonNode.Parse(Story.Bytes(dialect, action))!;
        bare["context"] = new JsonObject { ["action"] = action.Name };
        var errors = Read(bare).Errors;
        Assert.True(errors.Count >= 8, errors.ToString());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_message_without_message_is_refused(string dialect, BecknAction action)
    {
        var root = JsonNode.Parse(Story.Bytes(dialect, action))!;
        root.AsObject().Remove("message");
        var error = Assert.Single(Read(root).Errors);
        Assert.Equal((ErrorKind.MemberMissing, "$.message"), (error.Kind, error.Path));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Only_a_callback_may_report_an_error_instead_of_a_message(string dialect, BecknAction action)
    {
        var root = JsonNode.Parse(Story.Bytes(dialect, action))!;
        root.AsObject().Remove("message");
        root["error"] = new JsonObject { ["type"] = "DOMAIN-ERROR", ["code"] = 40002, ["message"] = "Sold out" };
        var result = Read(root);
        Assert.Equal(action.IsCallback, result.IsOk);
        Assert.Equal(action.IsCallback ? "40002" : null, result.Envelope?.Error?.Code);
        Assert.Null(result.Envelope?.Read());
    }

    private static ReadResult Read(JsonNode root) => MessageReader.Read(Encoding.UTF8.GetBytes(root.ToJsonString()));

    private static void Remove(JsonNode node, string path)
    {
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
        {
            node = (int.TryParse(step, out var index) ? node[index] : node[step])!;
        }

        Assert.True(node.AsObject().Remove(steps[^1]), $"{path} is not in the story");
    }

    private static string JsonPathOf(string path) => "$.message" + string.Concat(
        path.Split('.').Select(step => int.TryParse(step, out _) ? $"[{step}]" : JsonPath.Member(step)));
}
