using FsCheck;
using FsCheck.Fluent;

namespace SkyLink.Beckn;

public sealed class RoundTripTests
{
    private const int Runs = 300;

    public static TheoryData<string> Dialects => [Dialect.Ondc1.Name, Dialect.Beckn11.Name];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void An_order_comes_back_as_it_was(string dialect) => Holds(Generators.Order, dialect, BecknAction.OnStatus);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_catalogue_comes_back_as_it_was(string dialect) =>
        Holds(Generators.Catalogue, dialect, BecknAction.OnSearch);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void An_intent_comes_back_as_it_was(string dialect) => Holds(Generators.Intent, dialect, BecknAction.Search);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void The_small_messages_come_back_as_they_were(string name)
    {
        var dialect = Dialect.Of(name)!;
        var order = new Order { Id = "O1", Items = [new OrderItem("I1", 3)] };
        (BecknAction Action, Message Message)[] messages =
        [
            (BecknAction.Status, new StatusRequest("O1")),
            (BecknAction.Track, new TrackRequest("O1") { CallbackUrl = "https://hamsafar.example/t" }),
            (BecknAction.OnTrack, new Tracking { Status = Tracking.Active,
                Gps = new(31.5, 74.3), UpdatedAt = Story.Start }),
            (BecknAction.Cancel, new CancelRequest("O1", "006") { Note = "Too late" }),
            (BecknAction.Update, new UpdateRequest("item", order)),
            (BecknAction.Rating, new RatingRequest([new Rating("Order", "O1", 5)])),
            (BecknAction.Rating, new RatingRequest([new Rating("Order", "O1", 4.5m), new Rating("Agent", "A", 1)])),
            (BecknAction.OnRating, new RatingAck { IsAccepted = true, FeedbackUrl = "https://pantry.example/f" }),
            (BecknAction.Support, new SupportRequest("O1") { CallbackPhone = "0300" }),
            (BecknAction.OnSupport, new Support { Phone = "042", Email = "h@pantry.example",
                Url = "https://p", Ticket = "7" }),
        ];
        foreach (var (action, message) in messages)
        {
            var sent = message with { Beside = [new("x", "1")] };
            var result = MessageReader.Read(dialect.Write(Story.Context(dialect, action), sent));
            Assert.True(result.IsOk, result.Errors.ToString());
            Assert.Equal(sent, result.Envelope.Read());
        }
    }

    [Fact]
    public void A_price_keeps_its_places()
    {
        var order = new Order { Id = "O1", State = "Created", Quote = new Quote { Price = new Price(120.00m, "PKR") } };
        var json = System.Text.Encoding.UTF8.GetString(
            Dialect.Ondc1.Write(Story.Context(Dialect.Ondc1, BecknAction.OnStatus), order));
        Assert.Contains("\"value\":\"120.00\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_under_the_wrong_action_is_a_mistake_of_the_program() => Assert.Throws<ArgumentException>(
        () => Dialect.Ondc1.Write(Story.Context(Dialect.Ondc1, BecknAction.Cancel), new StatusRequest("O1")));

    [Fact]
    public void A_changed_member_wins_over_an_extra_member_of_its_name()
    {
        var order = new Order { Id = "O1", State = "Accepted", Extra = [new("state", "\"Created\""), new("x", "1")] };
        var json = System.Text.Encoding.UTF8.GetString(
            Dialect.Ondc1.Write(Story.Context(Dialect.Ondc1, BecknAction.OnStatus), order));
        Assert.EndsWith("""
            "message":{"order":{"id":"O1","state":"Accepted","x":1}}}
            """, json, StringComparison.Ordinal);
    }

    /// <summary>The structure rules are not asked: a generated order need not make sense, only survive.</summary>
    private static void Holds<T>(Gen<T> gen, string name, BecknAction action)
        where T : Message
    {
        var dialect = Dialect.Of(name)!;
        var context = Story.Context(dialect, action);
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Runs),
            Prop.ForAll(gen.ToArbitrary(), message =>
            {
                var bytes = dialect.Write(context, message);
                Assert.True(JsonScan.TryParse(bytes, out var root, out var kind, out var path), $"{kind} at {path}");
                var back = new Envelope(context, root, bytes).Read();
                Assert.Equal(message, back);
                Assert.Equal(bytes, dialect.Write(context, back!));
            }));
    }
}
