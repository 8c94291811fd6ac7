using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Beckn;

public sealed class StoryTests
{
    public static TheoryData<string, BecknAction> All => Story.All;

    [Theory]
    [MemberData(nameof(All))]
    public void Each_message_of_the_story_is_well_formed(string dialect, BecknAction action)
    {
        var envelope = Story.Read(dialect, action, new ReadOptions { Action = action });
        Assert.Equal(dialect, envelope.Dialect.Name);
        Assert.Equal(action, envelope.Action);
        Assert.Equal(Dialect.ContentOf(action), envelope.Read()!.GetType());
        Assert.Equal(Story.Context(envelope.Dialect, action), envelope.Context);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_story_passes_the_strict_rules_too(string dialect, BecknAction action) =>
        Story.Read(dialect, action, new ReadOptions { Strictness = Strictness.Strict });

    /// <summary>
    /// Bytes → model → bytes: the same JSON again, but for the order of members and forms of equal numbers.
    /// </summary>
    [Theory]
    [MemberData(nameof(All))]
    public void An_echo_in_the_same_dialect_loses_no_member(string dialect, BecknAction action)
    {
        var envelope = Story.Read(dialect, action);
        var echo = envelope.Dialect.Write(envelope.Context, envelope.Read()!);
        AssertContains(JsonNode.Parse(envelope.Bytes.Span)!, JsonNode.Parse(echo)!, "$");
    }

    /// <summary>There and back: what the other dialect has no member for must travel somehow.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void A_detour_through_the_other_dialect_loses_no_member(string dialect, BecknAction action)
    {
        var envelope = Story.Read(dialect, action);
        var other = envelope.Dialect == Dialect.Ondc1 ? Dialect.Beckn11 : Dialect.Ondc1;
        var there = MessageReader.Read(other.Write(envelope.Context with { Version = "1.1.0" }, envelope.Read()!));
        Assert.True(there.IsOk, there.Errors.ToString());
        Assert.Equal(other, there.Dialect);
        var back = envelope.Dialect.Write(envelope.Context, there.Envelope.Read()!);
        AssertContains(JsonNode.Parse(envelope.Bytes.Span)!, JsonNode.Parse(back)!, "$");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_member_nobody_knows_survives_at_every_place(string dialect, BecknAction action)
    {
        var places = Objects(JsonNode.Parse(Story.Bytes(dialect, action))!["message"]!).Count();
        for (var place = 0; place < places; place++)
        {
            var root = JsonNode.Parse(Story.Bytes(dialect, action))!;
            var at = Objects(root["message"]!).ElementAt(place);
            at["x/~new"] = JsonNode.Parse("""{"kept": [1, 2.50, null]}""");
            var result = MessageReader.Read(Encoding.UTF8.GetBytes(root.ToJsonString()));
            Assert.True(result.IsOk, result.Errors.ToString());
            var echo = result.Dialect.Write(result.Envelope.Context, result.Envelope.Read()!);
            AssertContains(root, JsonNode.Parse(echo)!, "$");
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode node) => node switch
    {
        JsonObject it => it.Select(member => member.Value).OfType<JsonNode>().SelectMany(Objects).Prepend(it),
        JsonArray list => list.OfType<JsonNode>().SelectMany(Objects),
        _ => [],
    };

    private static void AssertContains(JsonNode expected, JsonNode actual, string path)
    {
        switch (expected)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    var found = actual is JsonObject holder && holder.ContainsKey(name);
                    Assert.True(found, $"{path}.{name} is lost in {actual.ToJsonString()}");
                    if (value is not null)
                    {
                        AssertContains(value, actual[name]!, $"{path}.{name}");
                    }
                }

                break;
            case JsonArray list:
                Assert.Equal(list.Count, actual.AsArray().Count);
                foreach (var (index, item) in list.Index())
                {
                    if (item is not null)
                    {
                        AssertContains(item, actual[index]!, $"{path}[{index}]");
                    }
                }

                break;
            default:
                Assert.True(Plain(expected) == Plain(actual), $"{path}: {expected} became {actual}");
                break;
        }
    }

    private static string Plain(JsonNode node) =>
        node.GetValueKind() == JsonValueKind.String && Gps.TryParse(node.GetValue<string>(), out var gps)
            ? gps.ToString()
            : node.ToString();
}
