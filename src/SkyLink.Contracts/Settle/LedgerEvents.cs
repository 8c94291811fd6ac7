using System.Text.Json.Serialization;

namespace SkyLink.Settle;

/// <summary>Money has moved. Told in order per reference.</summary>
[Event("settle.ledger.posted.v1", Bus.Financial)]
public sealed record TransactionPosted(
    Guid Id, string Description, string Reference, IReadOnlyList<Posting> Postings,
    IReadOnlyDictionary<string, string>? Metadata, DateTimeOffset PostedAt) : IEvent
{
    [JsonIgnore]
    public string Subject => Reference;
}
