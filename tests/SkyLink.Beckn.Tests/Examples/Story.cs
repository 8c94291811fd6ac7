using System.Text;

namespace SkyLink.Beckn;

/// <summary>
/// One purchase told in messages: Hamsafar, a buyer's app in Lahore, buys rusks and tea at Corner Pantry.
/// </summary>
internal static class Story
{
    internal static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    internal static TheoryData<string, BecknAction> All
    {
        get
        {
            var all = new TheoryData<string, BecknAction>();
            foreach (var action in BecknActions.All)
            {
                all.Add(Dialect.Ondc1.Name, action);
                all.Add(Dialect.Beckn11.Name, action);
            }

            return all;
        }
    }

    internal static byte[] Bytes(string dialect, BecknAction action) => Encoding.UTF8.GetBytes(Json(dialect, action));

    internal static string Json(string dialect, BecknAction action) => dialect == Dialect.Ondc1.Name
        ? $$$$"""{"context":{{{{OndcContext(action)}}}},"message":{{{{OndcStory.Message(action)}}}}}"""
        : $$$$"""{"context":{{{{Beckn11Context(action)}}}},"message":{{{{Beckn11Story.Message(action)}}}}}""";

    internal static Envelope Read(string dialect, BecknAction action, ReadOptions? options = null)
    {
        var result = MessageReader.Read(Bytes(dialect, action), options);
        Assert.True(result.IsOk, result.Errors.ToString());
        return result.Envelope;
    }

    internal static Context Context(Dialect dialect, BecknAction action) => new()
    {
        Domain = "ONDC:RET10",
        Country = "PAK",
        City = "std:042",
        Action = action,
        Version = dialect.DefaultVersion,
        BapId = "hamsafar.example",
        BapUri = new Uri("https://hamsafar.example/nodes/hamsafar"),
        BppId = action == BecknAction.Search ? null : "pantry.example",
        BppUri = action == BecknAction.Search ? null : new Uri("https://pantry.example/nodes/pantry"),
        TransactionId = "5f0c6d3e-6a60-4c3a-8a55-2f6a2c1d9f01",
        MessageId = "0b7e1a52-93a7-4b0e-9d6a-7c2d3e4f5a01",
        Timestamp = Start.AddMinutes((int)action),
        Ttl = TimeSpan.FromSeconds(30),
        Dialect = dialect,
    };

    private static string OndcContext(BecknAction action) => $$$$"""
        {
          "domain": "ONDC:RET10", "country": "PAK", "city": "std:042", "action": "{{{{action.Name}}}}",
          "core_version": "1.2.0", {{{{Parties(action)}}}}
          "transaction_id": "5f0c6d3e-6a60-4c3a-8a55-2f6a2c1d9f01",
          "message_id": "0b7e1a52-93a7-4b0e-9d6a-7c2d3e4f5a01",
          "timestamp": "2026-11-20T09:{{{{(int)action:00}}}}:00.000Z", "ttl": "PT30S"
        }
        """;

    private static string Beckn11Context(BecknAction action) => $$$$"""
        {
          "domain": "ONDC:RET10", "location": {"country": {"code": "PAK"}, "city": {"code": "std:042"}},
          "action": "{{{{action.Name}}}}", "version": "1.1.0", {{{{Parties(action)}}}}
          "transaction_id": "5f0c6d3e-6a60-4c3a-8a55-2f6a2c1d9f01",
          "message_id": "0b7e1a52-93a7-4b0e-9d6a-7c2d3e4f5a01",
          "timestamp": "2026-11-20T09:{{{{(int)action:00}}}}:00.000Z", "ttl": "PT30S"
        }
        """;

    private static string Parties(BecknAction action) => """
        "bap_id": "hamsafar.example", "bap_uri": "https://hamsafar.example/nodes/hamsafar",
        """ + (action == BecknAction.Search ? "" : """
        "bpp_id": "pantry.example", "bpp_uri": "https://pantry.example/nodes/pantry",
        """);
}
