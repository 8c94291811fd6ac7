using System.Text;

namespace SkyLink.Beckn;

public sealed class StrictnessTests
{
    [Fact]
    public void A_strict_rule_counts_only_when_asked_for_and_not_waived()
    {
        var bytes = Without("\"ttl\": \"PT15M\"", "\"x\": 1");
        var strict = new ReadOptions { Strictness = Strictness.Strict };
        Assert.True(MessageReader.Read(bytes).IsOk);

        var error = Assert.Single(MessageReader.Read(bytes, strict).Errors);
        Assert.Equal((ErrorKind.MemberMissing, "$.message.order.quote.ttl"), (error.Kind, error.Path));
        Assert.Contains("quote-ttl", error.Message, StringComparison.Ordinal);

        Assert.True(MessageReader.Read(bytes, strict with { Waivers = new HashSet<string> { "quote-ttl" } }).IsOk);
    }

    [Fact]
    public void A_price_as_a_number_is_read_but_not_as_documented()
    {
        var bytes = Without("\"value\": \"149.00\"", "\"value\": 149.00");
        var result = MessageReader.Read(bytes);
        Assert.Equal(149.00m, result.Envelope!.Read<Order>().Quote!.Breakup[2].Price.Value);

        var strict = new ReadOptions { Strictness = Strictness.Strict };
        Assert.Equal("$.message.order.quote.breakup[2].price.value",
            Assert.Single(MessageReader.Read(bytes, strict).Errors).Path);
        Assert.True(
            MessageReader.Read(bytes, strict with { Waivers = new HashSet<string> { "decimal-as-text" } }).IsOk);
    }

    [Theory]
    [InlineData("1e3")]
    [InlineData("12,50")]
    [InlineData("+1")]
    [InlineData("")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("12345678901234567890123456789")]
    [InlineData("٣")]
    public void A_price_that_is_no_plain_decimal_is_refused(string text)
    {
        var result = MessageReader.Read(Without("\"value\": \"149.00\"", $"\"value\": \"{text}\""));
        var error = Assert.Single(result.Errors);
        Assert.Equal((ErrorKind.BadFormat, "$.message.order.quote.breakup[2].price.value"), (error.Kind, error.Path));
    }

    [Fact]
    public void Every_dialect_names_its_strict_rules()
    {
        Assert.Contains("quote-ttl", Dialect.Ondc1.StrictRules);
        Assert.Contains("finder-fee", Dialect.Ondc1.StrictRules);
        Assert.Contains("payment-collector", Dialect.Beckn11.StrictRules);
        Assert.DoesNotContain("finder-fee", Dialect.Beckn11.StrictRules);
    }

    private static byte[] Without(string part, string instead)
    {
        var json = Story.Json("ondc-1", BecknAction.OnSelect);
        Assert.Contains(part, json, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(json.Replace(part, instead, StringComparison.Ordinal));
    }
}
