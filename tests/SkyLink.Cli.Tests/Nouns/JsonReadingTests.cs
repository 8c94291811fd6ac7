using System.Text.Json;

namespace SkyLink.Cli;

public sealed class JsonReadingTests
{
    [Theory]
    [InlineData("1250", "PKR/2", "12.50 PKR")]
    [InlineData("-5", "PKR/2", "-0.05 PKR")]
    [InlineData("7", "points", "7 points")]
    [InlineData("123456789012345678901234567890", "WEI/18", "123456789012.345678901234567890 WEI")]
    public void Money_is_told_in_whole_and_parts(string units, string asset, string told) =>
        Assert.Equal(told, JsonReading.MoneyText(units, asset));

    [Fact]
    public void A_path_leads_to_text_a_list_or_nothing()
    {
        var json = JsonElement.Parse("""{"a":{"b":"x"},"list":["one","two"],"none":null,"number":7}""");
        Assert.Equal("x", json.Text("a.b"));
        Assert.Equal("one, two", json.Text("list"));
        Assert.Equal("7", json.Text("number"));
        Assert.Null(json.Text("none"));
        Assert.Null(json.Text("a.b.c"));
        Assert.Empty(json.Items("a"));
    }

    [Fact]
    public void What_others_wrote_does_not_command_the_terminal()
    {
        Assert.Equal("shop [31m red", "shop\u001b[31m\nred".Printable().Replace("  ", " ", StringComparison.Ordinal));
        var told = ApiProblemException.Of(409, """{"title":"No\u001b]0;x\u0007","code":"a.b","errors":{"/x":["bad\u001b"]}}""");
        Assert.DoesNotContain(told.Message, letter => char.IsControl(letter) && letter != '\n');
        Assert.Contains("(a.b)\n  /x: bad", told.Message, StringComparison.Ordinal);
        Assert.Equal("the answer was 502 without a reason", ApiProblemException.Of(502, "<html>").Message);
    }
}
