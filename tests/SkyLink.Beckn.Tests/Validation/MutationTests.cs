using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

#pragma warning disable CA5394 // Seeded on purpose: a failure must come back on the next run.

namespace SkyLink.Beckn;

/// <summary>
/// 40 good messages, broken in nine ways at random places, 25,920 in all. None may throw; what has lost its form must
/// be
/// refused with the right reason; what is still accepted must also be readable and writable.
/// </summary>
public sealed class MutationTests
{
    private const int Seed = 20_261_120;
    private const int MutantsEach = 72;

    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Huge =
        ["1e999", "-1e999", "123456789012345678901234567890", "0.00000000000000000000000000000000001", "1E5", "-0"];

    public static TheoryData<string, BecknAction> All => Story.All;

    [Theory]
    [MemberData(nameof(All))]
    public void A_message_cut_short_is_refused(string dialect, BecknAction action) =>
        Each(dialect, action, (bytes, random) =>
        AssertRefused(bytes[..random.Next(bytes.Length)], ErrorKind.NotJson));

    [Theory]
    [MemberData(nameof(All))]
    public void Bytes_that_are_no_text_are_refused(string dialect, BecknAction action) =>
        Each(dialect, action, (bytes, random) =>
    {
        byte[][] wrong = [[0xFF], [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]];
        var at = random.Next(bytes.Length);
        AssertRefused([.. bytes[..at], .. wrong[random.Next(wrong.Length)], .. bytes[at..]], ErrorKind.NotUtf8);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Half_a_surrogate_pair_is_refused(string dialect, BecknAction action) =>
        Each(dialect, action, (bytes, random) =>
        AssertRefused(Replaced(bytes, random, """
            "\uD83D"
            """).Bytes, ErrorKind.NotUtf8));

    [Theory]
    [MemberData(nameof(All))]
    public void A_name_that_occurs_twice_is_refused_where_it_stands(string dialect, BecknAction action) =>
        Each(dialect, action, (bytes, random) =>
        {
            var root = JsonNode.Parse(bytes)!;
            var objects = Nodes(root).OfType<JsonObject>().Where(it => it.Count > 0).ToList();
            var holder = objects[random.Next(objects.Count)];
            var name = holder.ElementAt(random.Next(holder.Count)).Key;
            holder["%again"] = 1;
            var text = Encoding.UTF8.GetBytes(
                root.ToJsonString(Plain).Replace("%again", name, StringComparison.Ordinal));
            var error = AssertRefused(text, ErrorKind.DuplicateMember);
            Assert.EndsWith(JsonPath.Member(name), error.Path, StringComparison.Ordinal);
        });

    [Theory]
    [MemberData(nameof(All))]
    public void Nesting_without_end_is_refused(string dialect, BecknAction action) =>
        Each(dialect, action, (bytes, random) =>
        AssertRefused(
            Replaced(bytes, random, string.Concat(Enumerable.Repeat("[", 40)) + new string(']', 40)).Bytes,
            ErrorKind.TooDeep));

    [Theory]
    [MemberData(nameof(All))]
    public void A_number_without_measure_breaks_nothing(string dialect, BecknAction action) =>
        Each(dialect, action, (bytes, random) =>
            AssertHarmless(Replaced(bytes, random, Huge[random.Next(Huge.Length)]).Bytes));

    [Theory]
    [MemberData(nameof(All))]
    public void A_value_of_another_type_breaks_nothing(string dialect, BecknAction action) =>
        Each(dialect, action, (bytes, random) =>
        {
            string[] others = ["null", "true", "7", "\"text\"", "{}", "[]", "[null]", "[{}]", """{"id":{}}"""];
            var (mutant, path) = Replaced(bytes, random, others[random.Next(others.Length)]);
            var result = AssertHarmless(mutant);

            // The answer to a rating may say nothing at all, so that any object will do there.
            if (path is "$.context" or "$.context.action" || (path == "$.message" && action != BecknAction.OnRating)
                || path is "$.context.timestamp" or "$.context.bap_uri")
            {
                Assert.False(result.IsOk, $"{path} accepted in {Encoding.UTF8.GetString(mutant)}");
            }
        });

    [Theory]
    [MemberData(nameof(All))]
    public void A_member_less_breaks_nothing(string dialect, BecknAction action) =>
        Each(dialect, action, (bytes, random) =>
    {
        var root = JsonNode.Parse(bytes)!;
        var objects = Nodes(root).OfType<JsonObject>().Where(it => it.Count > 0).ToList();
        var holder = objects[random.Next(objects.Count)];
        holder.Remove(holder.ElementAt(random.Next(holder.Count)).Key);
        AssertHarmless(Encoding.UTF8.GetBytes(root.ToJsonString(Plain)));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void A_changed_byte_breaks_nothing(string dialect, BecknAction action) =>
        Each(dialect, action, (bytes, random) =>
    {
        var mutant = (byte[])bytes.Clone();
        mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
        AssertHarmless(mutant);
    });

    private static void Each(string dialect, BecknAction action, Action<byte[], Random> test)
    {
        var random = new Random(Seed + (int)action);
        var bytes = Story.Bytes(dialect, action);
        for (var run = 0; run < MutantsEach; run++)
        {
            test(bytes, random);
        }
    }

    private static BecknError AssertRefused(byte[] bytes, ErrorKind kind)
    {
        var result = MessageReader.Read(bytes);
        Assert.False(result.IsOk, Encoding.UTF8.GetString(bytes));
        Assert.True(result.Errors[0].Kind == kind, $"{result.Errors[0]} for {Encoding.UTF8.GetString(bytes)}");
        Assert.NotEmpty(Ack.Refuse(result));
        return result.Errors[0];
    }

    private static ReadResult AssertHarmless(byte[] bytes)
    {
        var result = MessageReader.Read(bytes, new ReadOptions { Strictness = Strictness.Strict });
        Assert.Equal(result.IsOk, result.Errors.Count == 0);
        Assert.InRange(result.Errors.Count, 0, 20);
        result = MessageReader.Read(bytes);
        if (result.Envelope?.Read() is { } message)
        {
            Assert.NotEmpty(Dialect.Ondc1.Write(result.Envelope.Context, message));
            Assert.NotEmpty(Dialect.Beckn11.Write(result.Envelope.Context, message));
        }

        return result;
    }

    /// <summary>Puts other JSON in place of a random value below the root.</summary>
    private static (byte[] Bytes, string Path) Replaced(byte[] bytes, Random random, string json)
    {
        var root = JsonNode.Parse(bytes)!;
        var nodes = Nodes(root).Skip(1).ToList();
        var node = nodes[random.Next(nodes.Count)];
        var path = node.GetPath();
        node.ReplaceWith("%other");
        var text = root.ToJsonString(Plain).Replace("\"%other\"", json, StringComparison.Ordinal);
        return (Encoding.UTF8.GetBytes(text), path);
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => node switch
    {
        JsonObject it => it.Select(member => member.Value).OfType<JsonNode>().SelectMany(Nodes).Prepend(it),
        JsonArray list => list.OfType<JsonNode>().SelectMany(Nodes).Prepend(list),
        _ => [node],
    };
}
