using SkyLink.Settle;

namespace SkyLink.Cli;

// What the trade demo reads of the API's answers; members it does not need are left out.

internal sealed record DemoSearch(
    Guid Id, bool Complete, IReadOnlyList<DemoOffer> Offers, IReadOnlyList<DemoSource> Sources);

internal sealed record DemoOffer(
    string Id, string SellerId, string Provider, string Item, Money Price, double? DistanceKm, long? Available,
    long? Maximum);

internal sealed record DemoSource(string Seller, int Offers, double LatencyMs);

internal sealed record DemoOrder(
    Guid Id, string TransactionId, string State, string Seller, IReadOnlyList<DemoLine> Lines, DemoQuote? Quote,
    DemoPayment Payment, DemoFulfilment Fulfilment, string? Notice, IReadOnlyList<DemoMoment> Timeline);

internal sealed record DemoLine(string ItemId, string Name, int Count);

internal sealed record DemoQuote(Money Price);

internal sealed record DemoPayment(string State);

internal sealed record DemoFulfilment(string? State);

internal sealed record DemoMoment(DateTimeOffset At, string What, string? Detail);

internal sealed record DemoWallet(string Account);

internal sealed record DemoTransactions(IReadOnlyList<DemoTransaction> Items);

internal sealed record DemoTransaction(IReadOnlyList<Posting> Postings);

internal sealed record DemoTrialBalance(bool IsBalanced, IReadOnlyList<DemoAssetSum> Assets);

internal sealed record DemoAssetSum(string Asset, string Sum, long Entries);

internal sealed record DemoImport(int Rows, int Added, int Replaced, int Unchanged, int Refused);
