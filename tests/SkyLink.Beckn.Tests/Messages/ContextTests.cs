using System.Text.Json;

namespace SkyLink.Beckn;

public sealed class ContextTests
{
    private static readonly Uri Pantry = new("https://pantry.example/nodes/pantry");

    [Fact]
    public void Order_is_another_name_of_init()
    {
        var json = Story.Json("ondc-1", BecknAction.Init).Replace("\"init\"", "\"order\"", StringComparison.Ordinal);
        var read = MessageReader.Read(
            System.Text.Encoding.UTF8.GetBytes(json), new ReadOptions { Action = BecknAction.Init });
        Assert.Equal(BecknAction.Init, read.Envelope?.Action);
        Assert.True(BecknActions.TryParse("order", out var action));
        Assert.Equal("on_init", action.Callback.Name);
    }

    [Fact]
    public void The_answer_keeps_the_ids_and_names_the_answering_side()
    {
        var search = Story.Context(Dialect.Ondc1, BecknAction.Search) with
        {
            Extra = [new("max_callbacks", "3")],
            Key = "k",
        };
        var now = search.Timestamp.AddSeconds(2);
        var answer = search.CreateCallback("pantry.example", Pantry, now);
        Assert.Equal(
            search with
            {
                Action = BecknAction.OnSearch,
                BppId = "pantry.example",
                BppUri = Pantry,
                Timestamp = now,
                Extra = [],
                Key = null,
            },
            answer);
        Assert.Throws<InvalidOperationException>(() => answer.CreateCallback("pantry.example", Pantry, now));
    }

    [Fact]
    public void What_nobody_asked_for_has_a_message_id_of_its_own()
    {
        var confirm = Story.Context(Dialect.Ondc1, BecknAction.Confirm);
        var update = confirm.CreateUnsolicited(BecknAction.OnStatus, "M2", confirm.Timestamp.AddHours(1));
        Assert.Equal((BecknAction.OnStatus, "M2", confirm.TransactionId),
            (update.Action, update.MessageId, update.TransactionId));
        Assert.Throws<InvalidOperationException>(
            () => confirm.CreateUnsolicited(BecknAction.Status, "M3", update.Timestamp));
    }

    [Fact]
    public void A_month_of_ttl_is_counted_from_the_timestamp()
    {
        var json = Story.Json("ondc-1", BecknAction.Status).Replace("PT30S", "P1M", StringComparison.Ordinal);
        var context = MessageReader.Read(System.Text.Encoding.UTF8.GetBytes(json)).Envelope!.Context;
        Assert.Equal(context.Timestamp.AddMonths(1), context.ExpiresAt);
    }

    [Theory]
    [InlineData("""{"core_version":"1.2.0","city":"std:042"}""", "ondc-1")]
    [InlineData("""{"version":"1.1.0"}""", "beckn-1.1")]
    [InlineData("""{"location":{}}""", "beckn-1.1")]
    [InlineData("""{"city":"std:042"}""", "ondc-1")]
    [InlineData("""{"domain":"x"}""", null)]
    [InlineData("[]", null)]
    public void The_context_shows_its_dialect(string json, string? dialect) =>
        Assert.Equal(dialect, Dialect.Of(JsonElement.Parse(json))?.Name);

    [Fact]
    public void Unknown_members_of_the_context_survive()
    {
        var context = Story.Context(Dialect.Beckn11, BecknAction.Status) with { Extra = [new("max_callbacks", "3")] };
        var bytes = Dialect.Beckn11.Write(context, new StatusRequest("O1"));
        Assert.Equal(context, MessageReader.Read(bytes).Envelope!.Context);
    }

    [Fact]
    public void Requests_and_callbacks_are_pairs()
    {
        Assert.Equal(20, BecknActions.All.Count);
        foreach (var action in BecknActions.All)
        {
            Assert.True(BecknActions.TryParse(action.Name, out var again));
            Assert.Equal(action, again);
            Assert.Equal(action.IsCallback, action.Name.StartsWith("on_", StringComparison.Ordinal));
            Assert.Equal("on_" + action.Request.Name, action.Callback.Name);
        }
    }

    [Fact]
    public void A_model_survives_storage_as_json()
    {
        var order = Story.Read("ondc-1", BecknAction.Confirm).Read<Order>();
        Assert.Equal(order, JsonSerializer.Deserialize<Order>(JsonSerializer.Serialize(order)));
    }

    [Fact]
    public void Distances_follow_the_great_circle()
    {
        var (lahore, karachi) = (new Gps(31.5204, 74.3587), new Gps(24.8607, 67.0011));
        Assert.InRange(lahore.DistanceKmTo(karachi), 1_015, 1_035);
        Assert.Equal(0, lahore.DistanceKmTo(lahore));
    }

    [Fact]
    public void A_point_is_written_without_exponent()
    {
        var gps = new Gps(0.000001, -0.00000025);
        Assert.Equal("0.000001,-0.00000025", gps.ToString());
        Assert.True(Gps.TryParse(gps.ToString(), out var again));
        Assert.Equal(gps, again);
    }
}
