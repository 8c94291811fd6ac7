using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Cryptography.Jose;

/// <summary>Numbers, names and texts as JavaScript itself prints and sorts them.</summary>
public sealed class CanonicalJsonPeerTests : IDisposable
{
    private const int Batch = 5_000;

    private readonly Peer peer = new("jose");

    public void Dispose() => peer.Dispose();

    /// <summary>Any bits, so mostly very large and very small ones; then those near powers of ten and two.</summary>
    [Fact]
    public void Two_hundred_thousand_doubles_are_printed_as_JavaScript_does()
    {
#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.
        var random = new Random(8785);
        var count = 0;
        foreach (var batch in Doubles(random, 200_000).Concat(PowersOfTwo()).Where(double.IsFinite).Chunk(Batch))
        {
            var bits = new JsonArray([.. batch.Select(value =>
                (JsonNode)BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture))]);
            var expected = peer.Ask("numbers", new() { ["bits"] = bits })!.Value.EnumerateArray().Select(text => text.GetString()!);
            foreach (var (value, text) in batch.Zip(expected))
            {
                Assert.Equal(text, EcmaScriptNumber.Format(value));
                Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
                count++;
            }
        }

        Assert.InRange(count, 195_000, 206_300);
#pragma warning restore CA5394
    }

    [Fact]
    public void Two_thousand_random_documents_come_out_as_JavaScript_writes_them()
    {
#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.
        var random = new Random(8785);
#pragma warning restore CA5394
        var texts = Enumerable.Range(0, 2_000).Select(_ => Document(random, 5)).ToList();
        foreach (var batch in texts.Chunk(200))
        {
            var question = new JsonObject { ["texts"] = new JsonArray([.. batch.Select(text => (JsonNode)text)]) };
            var expected = peer.Ask("canonical", question)!.Value.EnumerateArray().Select(text => text.GetString()!);
            foreach (var (text, canonical) in batch.Zip(expected))
            {
                Assert.True(CanonicalJson.TryWrite(Encoding.UTF8.GetBytes(text), out var own));
                Assert.Equal(canonical, Encoding.UTF8.GetString(own));
            }
        }
    }

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.
    private static IEnumerable<double> Doubles(Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var near = (i % 5) switch
            {
                0 or 1 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
                2 => double.Parse($"1e{random.Next(-30, 30)}", CultureInfo.InvariantCulture) * random.Next(1, 100),
                3 => Math.ScaleB(1, random.Next(-1_074, 1_024)),
                _ => random.NextInt64(-1L << 60, 1L << 60) / Math.Pow(10, random.Next(0, 12)),
            };
            yield return BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(near) + random.Next(-2, 3));
        }
    }

    /// <summary>All of them, with both neighbours: where the doubles below lie closer than those above.</summary>
    private static IEnumerable<double> PowersOfTwo() =>
        from exponent in Enumerable.Range(-1_074, 2_098)
        let power = Math.ScaleB(1, exponent)
        from value in new[] { Math.BitDecrement(power), power, Math.BitIncrement(power) }
        select value;

    private static string Document(Random random, int levels) => random.Next(levels > 0 ? 7 : 5) switch
    {
        0 => Text(random),
        1 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
        2 => ((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30))).ToString("R", CultureInfo.InvariantCulture),
        3 => random.Next(2) == 0 ? "true" : "false",
        4 => "null",
        5 => $"[{string.Join(" , ", Enumerable.Range(0, random.Next(6)).Select(_ => Document(random, levels - 1)))}]",
        _ => $"{{{string.Join(",\n", Members(random, levels - 1))}}}",
    };

    private static IEnumerable<string> Members(Random random, int levels) =>
        Enumerable.Range(0, random.Next(8)).Select(_ => Text(random))
            .DistinctBy(text => JsonSerializer.Deserialize<string>(text))
            .Select(name => $"{name} : {Document(random, levels)}");

    /// <summary>Quoted and, by chance, escaped; not "__proto__", which JavaScript would take for something else.</summary>
    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var left = random.Next(6); left > 0; left--)
        {
            var rune = new Rune(random.Next(6) switch
            {
                0 => random.Next(0x20),
                1 => random.Next(0x20, 0x80),
                2 => random.Next(0x80, 0x800),
                3 => random.Next(0x800, 0xD800),
                4 => random.Next(0xE000, 0x10000),
                _ => random.Next(0x10000, 0x110000),
            });
            text.Append(rune.ToString());
        }

        return random.Next(2) == 0
            ? JsonSerializer.Serialize(text.ToString())
            : JsonSerializer.Serialize(text.ToString(), Relaxed);
    }
#pragma warning restore CA5394

    private static JsonSerializerOptions Relaxed { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
