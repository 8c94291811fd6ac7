using FsCheck;
using FsCheck.Fluent;
using SkyLink.Trade.Shared;
using State = SkyLink.Trade.Buyers.BuyerOrderState;

namespace SkyLink.Trade.Buyers;

/// <summary>The buyer's order, message by message and in any disorder.</summary>
public sealed class BuyerOrderTests
{
    private const string Rupees = "PKR/2";
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly BuyerFulfilment OnTheWay = BuyerFulfilment.Unknown with { State = "Out-for-delivery" };

    private static readonly (State, BuyerPaymentState)[] Legal =
    [
        (State.Quoting, BuyerPaymentState.None), (State.Initializing, BuyerPaymentState.None),
        (State.Ready, BuyerPaymentState.None), (State.Ready, BuyerPaymentState.Declined),
        (State.Paying, BuyerPaymentState.Holding), (State.Confirming, BuyerPaymentState.Held),
        (State.Accepted, BuyerPaymentState.Held), (State.InProgress, BuyerPaymentState.Held),
        (State.Cancelling, BuyerPaymentState.Held),
        (State.Completed, BuyerPaymentState.Releasing), (State.Completed, BuyerPaymentState.Released),
        (State.Cancelled, BuyerPaymentState.None), (State.Cancelled, BuyerPaymentState.Declined),
        (State.Cancelled, BuyerPaymentState.Returning), (State.Cancelled, BuyerPaymentState.Returned),
        (State.Cancelled, BuyerPaymentState.Releasing), (State.Cancelled, BuyerPaymentState.Released),
        (State.Failed, BuyerPaymentState.None), (State.Failed, BuyerPaymentState.Returning),
        (State.Failed, BuyerPaymentState.Returned),
    ];

    [Fact]
    public void An_order_goes_from_quote_to_released_money()
    {
        var order = After(
            it => it.Quoted(Quote(1000), OnTheWay), it => it.Agreed(Quote(1010), "{}"), it => it.Pay(Guid.CreateVersion7()),
            it => it.Paid(), it => it.Accepted(OnTheWay), it => it.Moved(OnTheWay, isInProgress: true),
            it => it.Delivered(OnTheWay), it => it.Settled(HoldStates.Released));
        Assert.Equal((State.Completed, BuyerPaymentState.Released), (order.State, order.PaymentState));
        Assert.Equal(new Money(1010, Rupees), order.Held);
        Assert.True(order.IsOver);
    }

    [Fact]
    public void A_rating_is_offered_until_it_is_given_and_again_when_the_shop_refuses_it()
    {
        var order = After(Accepted, it => it.Delivered(OnTheWay));
        Assert.Contains("rating", order.Actions);
        var rated = Value(order.Rate());
        Assert.DoesNotContain("rating", rated.Actions);
        Assert.Equal(BuyerErrors.NotNow, ErrorOf(rated.Rate()));
        Assert.Contains("rating", Value(rated.RatingRefused()).Actions);
    }

    [Theory]
    [InlineData(false, "delivered")]
    [InlineData(true, "delivered", "money settled")]
    [InlineData(false, "delivered", "money settled", "asked: rating")]
    [InlineData(false, "delivered", "money settled", "asked: rating", "asked: support", "rated")]
    [InlineData(true, "delivered", "money settled", "asked: rating", "asked: support", "support", "rated")]
    public void An_order_is_settled_when_no_money_moves_and_no_answer_is_awaited(bool isSettled, params string[] timeline)
    {
        var order = After(Accepted, it => it.Delivered(OnTheWay));
        order = timeline.Contains("money settled") ? Value(order.Settled(HoldStates.Released)) : order;
        Assert.Equal(isSettled, BuyerOrderView.Of(order, [.. timeline.Select(it => new TimelineEntry(Noon, it, null))]).Settled);
    }

    [Fact]
    public void A_declined_payment_can_be_tried_again_under_another_id()
    {
        var order = After(Ready, it => it.Pay(Guid.CreateVersion7()), it => it.Declined("The wallet is empty."));
        Assert.Equal((State.Ready, BuyerPaymentState.Declined), (order.State, order.PaymentState));
        Assert.Null(order.Held);
        Assert.Equal("The wallet is empty.", order.Notice);
        var again = Guid.CreateVersion7();
        Assert.Equal(again, Value(order.Pay(again)).PaymentId);
    }

    [Fact]
    public void A_shop_that_refuses_what_is_long_agreed_changes_nothing()
    {
        var order = After(Accepted);
        foreach (var during in new[] { State.Quoting, State.Initializing, State.Confirming })
        {
            Assert.Equal(BuyerErrors.Late, ErrorOf(order.Refused(during, "Sold out.")));
        }
    }

    [Fact]
    public void A_shop_that_cancels_by_itself_keeps_nothing()
    {
        var order = Value(After(Accepted).Cancelled(Quote(400), "The shop has cancelled the order."));
        Assert.Equal(new Money(0, Rupees), order.Kept);
        Assert.Equal(BuyerPaymentState.Returned, Value(order.Settled(HoldStates.Returned)).PaymentState);
        Assert.Equal(BuyerErrors.Late, ErrorOf(order.Settled(HoldStates.Held)));
    }

    [Fact]
    public void What_the_shop_may_keep_is_released_once_the_rest_is_refunded()
    {
        var order = After(Accepted, it => it.AskCancel(), it => it.Cancelled(Quote(400), why: null));
        Assert.Equal((new Money(400, Rupees), BuyerPaymentState.Returning), (order.Kept, order.PaymentState));
        var refunded = Value(order.Settled(HoldStates.Held));
        Assert.Equal((new Money(400, Rupees), BuyerPaymentState.Releasing), (refunded.Held, refunded.PaymentState));
        Assert.Equal(BuyerPaymentState.Released, Value(refunded.Settled(HoldStates.Released)).PaymentState);
    }

    [Fact]
    public void A_hold_under_way_is_called_off_with_its_order()
    {
        var order = After(Ready, it => it.Pay(Guid.CreateVersion7()), it => it.Cancelled(quote: null, "Closed."));
        Assert.Equal(BuyerPaymentState.Returning, order.PaymentState);
        Assert.Equal(BuyerPaymentState.Declined, Value(order.Declined("The wallet is empty.")).PaymentState);
    }

    [Fact]
    public void Fewer_pieces_agreed_while_a_cancellation_is_asked_for_still_count()
    {
        var order = After(Accepted, it => it.AskCancel(), it => it.Reduced(Quote(600), it.Lines), it => it.CancelRefused("No."));
        Assert.Equal((State.Accepted, new Money(600, Rupees)), (order.State, order.Held));
        Assert.Equal(BuyerErrors.Late, ErrorOf(order.Reduced(Quote(601), order.Lines)));
    }

    [Fact]
    public void Who_is_delivered_to_has_been_accepted()
    {
        var order = After(Ready, it => it.Pay(Guid.CreateVersion7()), it => it.Paid(), it => it.Delivered(OnTheWay));
        Assert.Equal((State.Completed, BuyerPaymentState.Releasing), (order.State, order.PaymentState));
        Assert.Equal(BuyerErrors.Late, ErrorOf(order.Accepted(OnTheWay)));
    }

    [Fact]
    public void Any_messages_in_any_order_leave_the_order_and_its_money_in_a_sane_state() =>
        Prop.ForAll(Beginnings().Zip(Steps().ListOf()).ToArbitrary(), it =>
        {
            var (order, steps) = it;
            var moves = new List<(Guid Payment, BuyerPaymentState To)>();
            foreach (var step in steps)
            {
                if (!step.Run(order).Is(out var next, out _))
                {
                    continue;
                }

                Assert.Contains((next.State, next.PaymentState), Legal);
                Assert.False(order.IsOver && next.State != order.State, $"{step.Name} woke an order that was {order.State}");
                Assert.Equal(
                    next.PaymentState is BuyerPaymentState.None or BuyerPaymentState.Declined, next.Held is null);
                Assert.True(next.Held is null || order.Held is null || next.Held.Units <= order.Held.Units);
                if (next.PaymentState != order.PaymentState && next.PaymentId is { } payment)
                {
                    moves.Add((payment, next.PaymentState));
                }

                order = next;
            }

            foreach (var ways in moves.GroupBy(move => move.Payment, move => move.To).Select(all => all.ToList()))
            {
                Assert.True(ways.Count(to => to == BuyerPaymentState.Releasing) <= 1, "released more than once");
                Assert.True(ways.Count(to => to == BuyerPaymentState.Returning) <= 1, "returned more than once");
                Assert.True(
                    !ways.Contains(BuyerPaymentState.Returned) || !ways.Contains(BuyerPaymentState.Released),
                    "the same money went to both sides");
            }
        }).QuickCheckThrowOnFailure();

    /// <summary>Far enough along that chance reaches what comes late.</summary>
    private static Gen<BuyerOrder> Beginnings() => Gen.Elements(0, 1, 2, 3, 4).Select(far => far switch
    {
        0 => Draft(),
        1 => After(Ready),
        2 => After(Ready, it => it.Pay(Guid.CreateVersion7())),
        3 => After(Accepted),
        _ => After(Accepted, it => it.AskCancel()),
    });

    private static Gen<Step> Steps()
    {
        var price = Gen.Choose(0, 12).Select(it => Quote(it * 100));
        return Gen.OneOf(
            price.Select(it => new Step("on_select", order => order.Quoted(it, OnTheWay))),
            price.Select(it => new Step("on_init", order => order.Agreed(it, "{}"))),
            Gen.Fresh(Guid.CreateVersion7).Select(id => new Step("pay", order => order.Pay(id))),
            Gen.Constant(new Step("held", order => order.Paid())),
            Gen.Constant(new Step("declined", order => order.Declined("No."))),
            Gen.Constant(new Step("on_confirm", order => order.Accepted(OnTheWay))),
            Gen.Elements(true, false).Select(it => new Step("on_status", order => order.Moved(OnTheWay, it))),
            Gen.Constant(new Step("delivered", order => order.Delivered(OnTheWay))),
            Gen.Constant(new Step("cancel", order => order.AskCancel())),
            Gen.Constant(new Step("cancel refused", order => order.CancelRefused("No."))),
            price.Select(it => new Step("on_cancel", order => order.Cancelled(it, "Closed."))),
            price.Select(it => new Step("on_update", order => order.Reduced(it, order.Lines))),
            Gen.Elements(State.Quoting, State.Initializing, State.Confirming)
                .Select(during => new Step("refused", order => order.Refused(during, "No."))),
            Gen.Elements(HoldStates.Held, HoldStates.Released, HoldStates.Returned, HoldStates.Declined, "nonsense")
                .Select(hold => new Step($"money {hold}", order => order.Settled(hold))));
    }

    private static BuyerOrder Draft() => new()
    {
        Id = Guid.CreateVersion7(),
        Owner = Guid.CreateVersion7(),
        TransactionId = Guid.CreateVersion7().ToString(),
        Seller = "corner-pantry.example",
        ProviderId = "corner-pantry",
        Provider = "Corner Pantry",
        City = "std:042",
        Lines = [new BuyerLine("CP-0001", "Cumin biscuits", 2, new Money(500, Rupees), null, null)],
        Delivery = new BuyerDelivery("Amna", "+923001234567", "amna@example.org", "1 Mall Road", "Lahore", "54000", "31.5,74.3"),
        CreatedAt = Noon,
        UpdatedAt = Noon,
    };

    private static BuyerQuote Quote(int units) => new(new Money(units, Rupees), []);

    private static Result<BuyerOrder> Ready(BuyerOrder order) =>
        Value(order.Quoted(Quote(1000), OnTheWay)).Agreed(Quote(1000), "{}");

    private static Result<BuyerOrder> Accepted(BuyerOrder order) =>
        Value(Value(Value(Ready(order)).Pay(Guid.CreateVersion7())).Paid()).Accepted(OnTheWay);

    private static BuyerOrder After(params Func<BuyerOrder, Result<BuyerOrder>>[] steps) =>
        steps.Aggregate(Draft(), (order, step) => Value(step(order)));

    private static BuyerOrder Value(Result<BuyerOrder> result)
    {
        Assert.True(result.Is(out var order, out var error), error?.Title);
        return order!;
    }

    private static Error? ErrorOf(Result<BuyerOrder> result) => result.Is(out _, out var error) ? null : error;

    private sealed record Step(string Name, Func<BuyerOrder, Result<BuyerOrder>> Run)
    {
        public override string ToString() => Name;
    }
}
