using System.Text;

namespace SkyLink.Beckn;

public sealed class MessageReaderTests
{
    private const string Good = """
        {"context":{"domain":"ONDC:RET10","country":"PAK","city":"std:042","action":"status","core_version":"1.2.0",
        "bap_id":"hamsafar.example","bap_uri":"https://hamsafar.example/b","bpp_id":"pantry.example",
        "bpp_uri":"https://pantry.example/s","transaction_id":"T1","message_id":"M1",
        "timestamp":"2026-11-20T09:00:00Z","ttl":"PT30S"},"message":{"order_id":"O1"}}
        """;

    [Theory]
    [InlineData("\"status\"", "\"refund\"", ErrorKind.UnknownAction, "$.context.action")]
    [InlineData("\"status\"", "\"STATUS\"", ErrorKind.UnknownAction, "$.context.action")]
    [InlineData("\"status\"", "7", ErrorKind.WrongType, "$.context.action")]
    [InlineData("1.2.0", "2.0.0", ErrorKind.UnsupportedVersion, "$.context.core_version")]
    [InlineData("1.2.0", "1.2", ErrorKind.UnsupportedVersion, "$.context.core_version")]
    [InlineData("https://hamsafar.example/b", "ftp://hamsafar.example/b", ErrorKind.BadFormat, "$.context.bap_uri")]
    [InlineData("https://hamsafar.example/b", "/b", ErrorKind.BadFormat, "$.context.bap_uri")]
    [InlineData("https://pantry.example/s", "javascript:alert(1)", ErrorKind.BadFormat, "$.context.bpp_uri")]
    [InlineData("\"T1\"", "\"\"", ErrorKind.OutOfRange, "$.context.transaction_id")]
    [InlineData("\"T1\"", "\"a\\u0000b\"", ErrorKind.BadFormat, "$.context.transaction_id")]
    [InlineData("\"M1\"", "null", ErrorKind.WrongType, "$.context.message_id")]
    [InlineData("2026-11-20T09:00:00Z", "2026-11-20T09:00:00", ErrorKind.BadFormat, "$.context.timestamp")]
    [InlineData("2026-11-20T09:00:00Z", "2026-02-30T09:00:00Z", ErrorKind.BadFormat, "$.context.timestamp")]
    [InlineData("2026-11-20T09:00:00Z", "20 Nov 2026", ErrorKind.BadFormat, "$.context.timestamp")]
    [InlineData("PT30S", "30", ErrorKind.BadFormat, "$.context.ttl")]
    [InlineData("PT30S", "-PT30S", ErrorKind.BadFormat, "$.context.ttl")]
    [InlineData("\"O1\"", "{}", ErrorKind.WrongType, "$.message.order_id")]
    [InlineData("{\"order_id\":\"O1\"}", "[]", ErrorKind.WrongType, "$.message")]
    [InlineData("\"order_id\"", "\"order\\u005fid\":\"O2\",\"order_id\"",
        ErrorKind.DuplicateMember, "$.message.order_id")]
    public void What_is_wrong_is_said_with_its_place(string part, string instead, ErrorKind kind, string path)
    {
        var error = Assert.Single(Read(Good.Replace(part, instead, StringComparison.Ordinal)).Errors);
        Assert.Equal((kind, path), (error.Kind, error.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{/* note */}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":01}")]
    public void What_is_no_json_object_is_refused(string text) =>
        Assert.Equal(ErrorKind.NotJson, Assert.Single(Read(text).Errors).Kind);

    [Fact]
    public void A_byte_order_mark_is_refused() =>
        Assert.Equal(ErrorKind.NotUtf8, Assert.Single(Read("\uFEFF" + Good).Errors).Kind);

    [Theory]
    [InlineData("\"x\":\"a\\u0000b\"")]
    [InlineData("\"a\\u0000b\":1")]
    public void A_text_that_no_database_keeps_is_refused_before_it_is_acknowledged(string member) => Assert.Equal(
        ErrorKind.BadFormat,
        Assert.Single(Read(Good.Insert(1, member + ",")).Errors).Kind);

    [Fact]
    public void An_escaped_name_is_the_same_name() => Assert.True(
        Read(Good.Replace("\"order_id\"", "\"order\\u005fid\"", StringComparison.Ordinal)).IsOk);

    [Fact]
    public void The_depth_of_32_is_the_last_that_is_read()
    {
        Assert.True(Read(Nested(30)).IsOk, Read(Nested(30)).Errors.ToString());
        Assert.Equal(ErrorKind.TooDeep, Assert.Single(Read(Nested(31)).Errors).Kind);

        static string Nested(int levels) => Good.Replace(
            "\"order_id\"", $"\"x\":{new string('[', levels)}{new string(']', levels)},\"order_id\"",
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_limit_in_bytes_is_the_last_that_is_read()
    {
        var size = Encoding.UTF8.GetByteCount(Good);
        Assert.True(Read(Good, new ReadOptions { BytesMax = size }).IsOk);
        var error = Assert.Single(Read(Good, new ReadOptions { BytesMax = size - 1 }).Errors);
        Assert.Equal(ErrorKind.TooLarge, error.Kind);
    }

    [Fact]
    public void Only_a_catalogue_may_be_as_large_as_a_catalogue()
    {
        var options = new ReadOptions { BytesMax = 600, CatalogueBytesMax = 100_000 };
        Assert.True(MessageReader.Read(Story.Bytes("ondc-1", BecknAction.OnSearch), options).IsOk);
        var refused = MessageReader.Read(Story.Bytes("ondc-1", BecknAction.Confirm), options);
        Assert.Equal(ErrorKind.TooLarge, Assert.Single(refused.Errors).Kind);
        var byPath = MessageReader.Read(
            Story.Bytes("ondc-1", BecknAction.Confirm), options with { Action = BecknAction.Confirm });
        Assert.Equal(ErrorKind.TooLarge, Assert.Single(byPath.Errors).Kind);
    }

    [Fact]
    public void The_action_must_be_that_of_the_path()
    {
        var error = Assert.Single(Read(Good, new ReadOptions { Action = BecknAction.Track }).Errors);
        Assert.Equal(ErrorKind.ActionMismatch, error.Kind);
    }

    [Fact]
    public void All_faults_are_collected_but_no_more_than_twenty()
    {
        var many = Read(Good.Replace("\"M1\"", "7", StringComparison.Ordinal)
            .Replace("PT30S", "soon", StringComparison.Ordinal)
            .Replace("\"O1\"", "7", StringComparison.Ordinal));
        Assert.Equal(
            ["$.context.message_id", "$.context.ttl", "$.message.order_id"], many.Errors.Select(error => error.Path));

        var items = string.Join(',', Enumerable.Repeat("{}", 50));
        var select = Good.Replace("status", "select", StringComparison.Ordinal).Replace(
            "\"order_id\":\"O1\"", $"\"order\":{{\"provider\":{{\"id\":\"P\"}},\"items\":[{items}]}}",
            StringComparison.Ordinal);
        Assert.Equal(20, Read(select).Errors.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    [InlineData(-1)]
    public void An_order_line_has_1_to_10_000_pieces(int count)
    {
        var json = Story.Json("ondc-1", BecknAction.Select)
            .Replace("\"count\": 2", $"\"count\": {count}", StringComparison.Ordinal);
        var error = Assert.Single(Read(json).Errors);
        Assert.Equal((ErrorKind.OutOfRange, "$.message.order.items[0].quantity.count"), (error.Kind, error.Path));
    }

    [Theory]
    [InlineData("31.5102,74.3441", "91,0", ErrorKind.BadFormat)]
    [InlineData("31.5102,74.3441", "31.5102", ErrorKind.BadFormat)]
    [InlineData("31.5102,74.3441", "NaN,0", ErrorKind.BadFormat)]
    public void A_point_lies_on_the_globe(string part, string instead, ErrorKind kind)
    {
        var json = Story.Json("beckn-1.1", BecknAction.Select).Replace(part, instead, StringComparison.Ordinal);
        var error = Assert.Single(Read(json).Errors);
        Assert.Equal((kind, "$.message.order.fulfillments[0].stops[0].location.gps"), (error.Kind, error.Path));
    }

    [Fact]
    public void The_bytes_are_kept_as_they_came()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        Assert.True(MessageReader.Read(bytes).Envelope!.Bytes.Span.SequenceEqual(bytes));
    }

    [Fact]
    public void A_search_by_the_gateway_names_no_seller()
    {
        var envelope = Story.Read("ondc-1", BecknAction.Search);
        Assert.Null(envelope.Context.BppId);
        var empty = Story.Json("ondc-1", BecknAction.Search)
            .Replace("\"transaction_id\"", "\"bpp_id\":\"\",\"bpp_uri\":\"\",\"transaction_id\"",
                StringComparison.Ordinal);
        Assert.Null(Read(empty).Envelope!.Context.BppId);
    }

    private static ReadResult Read(string json, ReadOptions? options = null) =>
        MessageReader.Read(Encoding.UTF8.GetBytes(json), options);
}
