using System.Text;

namespace SkyLink.Beckn;

public sealed class AckTests
{
    [Fact]
    public void An_ack_is_read_as_one() => Assert.True(Ack.TryRead(Ack.Accepted.Span, out _));

    [Fact]
    public void A_nack_says_why_in_the_words_of_the_dialect()
    {
        var stale = Dialect.Ondc1.Error(ErrorKind.Stale, "$.context.ttl", "Too late.");
        Assert.Equal("""
            {"message":{"ack":{"status":"NACK"}},
            "error":{"type":"CONTEXT-ERROR","code":"30022","path":"$.context.ttl","message":"Too late."}}
            """.ReplaceLineEndings(""), Encoding.UTF8.GetString(Ack.Refuse(Dialect.Ondc1, stale)));
        var replay = Dialect.Beckn11.Error(ErrorKind.Replayed, path: null, "Seen before.");
        Assert.Equal("""
            {"message":{"ack":{"status":"NACK"}},
            "error":{"type":"CONTEXT-ERROR","code":"AUT_REPLAY_DETECTED","message":"Seen before."}}
            """.ReplaceLineEndings(""), Encoding.UTF8.GetString(Ack.Refuse(Dialect.Beckn11, replay)));
    }

    [Fact]
    public void A_nack_is_read_with_its_reason()
    {
        var nack = Ack.Refuse(MessageReader.Read("{}"u8.ToArray()));
        Assert.False(Ack.TryRead(nack, out var error));
        Assert.Equal(("30000", "$.context"), (error!.Code, error.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"message":{"ack":{"status":"OK"}}}""")]
    [InlineData("""{"message":"ACK"}""")]
    public void Anything_else_is_no_ack(string answer)
    {
        Assert.False(Ack.TryRead(Encoding.UTF8.GetBytes(answer), out var error));
        Assert.NotNull(error);
    }

    [Fact]
    public void Every_reason_has_a_code_on_every_side()
    {
        foreach (var kind in Enum.GetValues<ErrorKind>())
        {
            foreach (var refuser in Enum.GetValues<Refuser>())
            {
                Assert.Matches("^[1-7][0-9]{4}$", Dialect.Ondc1.Error(kind, null, "", refuser).Code);
            }

            Assert.Matches("^([3-5][0-9]{4}|(SCH|AUT|NET)_[A-Z_]+)$", Dialect.Beckn11.Error(kind, null, "").Code);
        }
    }

    [Fact]
    public void A_buyer_refuses_a_callback_with_its_own_numbers()
    {
        var json = Story.Json("ondc-1", BecknAction.OnStatus)
            .Replace("\"state\":", "\"stat\":", StringComparison.Ordinal);
        Assert.Equal("20006", MessageReader.Read(Encoding.UTF8.GetBytes(json)).Errors[0].Code);
    }
}
