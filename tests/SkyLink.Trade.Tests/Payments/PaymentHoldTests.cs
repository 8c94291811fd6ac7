using FsCheck;
using FsCheck.Fluent;
using SkyLink.Trade.Shared;

namespace SkyLink.Trade.Payments;

public sealed class PaymentHoldTests
{
    private const string Wallet = "trade:wallets:payer";
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Whatever is asked, in whatever order, refused, repeated or carried out twice by a ledger that knows ids: the
    /// wallet, the hold and the beneficiaries together always have what the wallet had, and the hold has what the
    /// payment says.
    /// </summary>
    [Fact]
    public void Money_in_is_money_out_and_nothing_moves_twice()
    {
        var asks =
            from kind in Gen.Elements(Enum.GetValues<StepKind>())
            from units in Gen.Choose(-10, 12_000)
            from luck in Gen.Choose(0, 5)
            select (Kind: kind, Units: units, IsRefused: luck == 0, IsRepeated: luck == 1);
        var stories =
            from units in Gen.Choose(1, 10_000)
            from list in asks.ListOf()
            select (Units: units, Asks: list);
        Prop.ForAll(stories.ToArbitrary(), story =>
        {
            var payment = PaymentHold.Request(RequestOf(story.Units), "app", Now, TimeSpan.FromDays(7));
            var book = new Dictionary<string, Int128>(StringComparer.Ordinal) { [Wallet] = 20_000 };
            var posted = new HashSet<Guid>();
            var hold = new PaymentStep(payment.Id, 1, StepKind.Hold, null);
            payment = Carry(payment, hold, book, posted, isRefused: false);
            var number = 1;
            foreach (var ask in story.Asks)
            {
                var amount = ask.Kind == StepKind.Refund ? PaymentHost.Of(ask.Units) : null;
                var step = new PaymentStep(payment.Id, ++number, ask.Kind, amount);
                payment = Carry(payment, step, book, posted, ask.IsRefused, ask.IsRepeated);
                Check(payment, book);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Shares_of_what_remains_add_up_and_none_grows()
    {
        var cases =
            from amount in Gen.Choose(1, 1_000_000)
            from back in Gen.Choose(0, amount - 1)
            select (Amount: amount, Back: back);
        Prop.ForAll(cases.ToArbitrary(), it =>
        {
            var payment = PaymentHold.Request(RequestOf(it.Amount), "app", Now, TimeSpan.FromDays(7)) with
            {
                Refunded = PaymentHost.Of(it.Back),
            };
            var shares = payment.Shares();
            Assert.Equal(payment.Remaining, shares.Select(share => share.Amount).Sum(PaymentHost.Rupees));
            Assert.All(shares, share => Assert.True(share.Amount.Units >= 0));
            Assert.All(
                shares.Zip(payment.Splits).Skip(1),
                pair => Assert.True(pair.First.Amount.Units <= pair.Second.Amount.Units));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_step_has_one_transaction_id_and_shares_it_with_no_other()
    {
        var payment = Guid.CreateVersion7();
        var ids = Enumerable.Range(1, 1_000)
            .Select(i => new PaymentStep(payment, i, StepKind.Release, null).TransactionId);
        Assert.Equal(1_000, ids.Distinct().Count());
        Assert.Equal(
            new PaymentStep(payment, 7, StepKind.Release, null).TransactionId,
            new PaymentStep(payment, 7, StepKind.Return, null).TransactionId);
        Assert.Equal(8, new PaymentStep(payment, 1, StepKind.Hold, null).TransactionId.Version);
    }

    [Fact]
    public void Nothing_begins_while_another_step_is_under_way()
    {
        var payment = PaymentHold.Request(RequestOf(100), "app", Now, TimeSpan.FromDays(7));
        var release = new PaymentStep(payment.Id, 2, StepKind.Release, null);
        Assert.False(payment.Begin(release, Now).Is(out _, out var busy));
        Assert.Equal(PaymentErrors.Busy, busy);
        var held = payment.Complete(new PaymentStep(payment.Id, 1, StepKind.Hold, null), Now);
        Assert.True(held.Begin(release, Now).Is(out _, out _));
    }

    private static HoldRequest RequestOf(int units)
    {
        var amount = PaymentHost.Of(units);
        var (commission, fee) = (PaymentHost.Of(units * 8 / 100), PaymentHost.Of(units / 100));
        return new HoldRequest(Guid.CreateVersion7(), amount, "payer", "shop.example", "order",
        [
            new Split("network", "network:fees", fee),
            new Split("seller", "trade:payables:shop", amount - commission - fee),
            new Split("seller-app", "trade:commissions:market", commission),
        ]);
    }

    private static PaymentHold Carry(
        PaymentHold payment, PaymentStep step, Dictionary<string, Int128> book, HashSet<Guid> posted, bool isRefused,
        bool isRepeated = false)
    {
        if (!payment.Begin(step, Now).Is(out var begun, out _) || !begun.IsMoving(step))
        {
            return payment;
        }

        if (isRefused)
        {
            return begun.GiveUp(step, "no", Now);
        }

        Post(begun, step, book, posted);
        if (isRepeated)
        {
            Assert.True(begun.Begin(step, Now).Is(out var again, out _));
            Assert.Equal(begun, again);
            Post(again, step, book, posted);
        }

        return begun.Complete(step, Now);
    }

    private static void Post(
        PaymentHold payment, PaymentStep step, Dictionary<string, Int128> book, HashSet<Guid> posted)
    {
        if (!posted.Add(step.TransactionId))
        {
            return;
        }

        foreach (var posting in payment.PostingsOf(step))
        {
            Assert.True(posting.Amount.Units > 0);
            book[posting.From] = book.GetValueOrDefault(posting.From) - posting.Amount.Units;
            book[posting.To] = book.GetValueOrDefault(posting.To) + posting.Amount.Units;
            Assert.True(book[posting.From] >= 0, $"{posting.From} is overdrawn.");
        }
    }

    private static void Check(PaymentHold payment, Dictionary<string, Int128> book)
    {
        Assert.Equal(20_000, book.Values.Aggregate((Int128)0, (sum, next) => sum + next));
        var held = payment.State == HoldState.Held ? payment.Remaining.Units : 0;
        Assert.Equal(held, book[payment.Account]);
        Assert.Equal(payment.Refunded.Units, book[Wallet] - (20_000 - payment.Amount.Units));
        Assert.Equal(payment.State == HoldState.Released, book.ContainsKey("trade:payables:shop"));
    }
}
