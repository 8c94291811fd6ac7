using System.Text.Json.Serialization;

namespace SkyLink.Settle;

/// <summary>
/// The double-entry ledger. Every movement takes from one account what it gives to another, so that the balances of
/// an asset add up to zero, always.
/// </summary>
public interface ILedger
{
    /// <summary>
    /// Opens an account. Opening it again gives the same account, or <c>ledger.account_differs</c> where the asset is
    /// another one.
    /// </summary>
    Task<Result<LedgerAccount>> OpenAsync(OpenAccount request, CancellationToken cancellation);

    /// <summary>
    /// Moves money: all postings or none. Durable when it is answered; a repeat with the same id and content gets the
    /// first answer, so a caller that did not hear one asks again.
    /// </summary>
    Task<Result<PostedTransaction>> PostAsync(PostTransaction request, CancellationToken cancellation);

    /// <summary>What an account holds of an asset; zero where it has never moved any.</summary>
    Task<Result<AccountBalance>> BalanceAsync(string account, string asset, CancellationToken cancellation);
}

/// <summary>An account to open.</summary>
/// <param name="Account">
/// A path such as <c>trade:buyers:42:wallet</c>: 1 to 10 segments of letters, digits, <c>_ . -</c>, together 200
/// characters at most. <c>world</c> and all below it stand for the outside.
/// </param>
/// <param name="Asset">The only asset it may hold, or null for any.</param>
public sealed record OpenAccount(string Account, string? Asset = null);

/// <summary>Decides whether a balance may be negative.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AccountKind>))]
public enum AccountKind
{
    /// <summary>Never below zero.</summary>
    Ordinary,

    /// <summary>The outside, where money comes from and goes to: negative by what the ledger holds of it.</summary>
    World,
}

public sealed record LedgerAccount(string Account, AccountKind Kind, string? Asset, DateTimeOffset OpenedAt);

/// <param name="Entries">How many entries made this balance.</param>
public sealed record AccountBalance(string Account, Money Balance, long Entries);

/// <summary>A transaction to post.</summary>
/// <param name="Id">
/// Chosen by the caller; nothing else can be posted under it (<c>ledger.duplicate_id_conflict</c>).
/// </param>
/// <param name="Description">For people; up to 500 characters.</param>
/// <param name="Reference">What it is about, an order's id for example; up to 200 characters.</param>
/// <param name="Postings">1 to 100, carried out in this order: each must be affordable when its turn comes.</param>
/// <param name="Metadata">Up to 20 pairs, keys to 64 and values to 500 characters.</param>
public sealed record PostTransaction(
    Guid Id, string Description, string Reference, IReadOnlyList<Posting> Postings,
    IReadOnlyDictionary<string, string>? Metadata = null);

/// <summary>Moves a positive amount.</summary>
public sealed record Posting(string From, string To, Money Amount);

public sealed record PostedTransaction(
    Guid Id, string Description, string Reference, IReadOnlyList<Posting> Postings,
    IReadOnlyDictionary<string, string>? Metadata, DateTimeOffset PostedAt);
