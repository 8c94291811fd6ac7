using System.Text;
using System.Text.RegularExpressions;

namespace SkyLink.Settle.Ledger;

/// <summary>What can be said of a request without looking at any balance.</summary>
internal static partial class LedgerRules
{
    public const int PostingsMax = 100;
    public const int DescriptionLengthMax = 500;
    public const int ReferenceLengthMax = 200;
    public const int MetadataMax = 20;
    public const int MetadataKeyLengthMax = 64;
    public const int MetadataValueLengthMax = 500;
    public const int AccountLengthMax = 200;
    public const string AssetPattern = "^[A-Z][A-Z0-9]{1,15}/[0-9]{1,2}$";

    /// <summary>The largest amount and balance: 38 digits, what <c>numeric(38,0)</c> holds.</summary>
    public static Int128 UnitsMax { get; } = Int128.Parse(new string('9', 38));

    public static bool IsAccount(string name) => name.Length <= AccountLengthMax && AccountName().IsMatch(name);

    public static bool IsAsset(string asset) => AssetName().IsMatch(asset);

    public static AccountKind KindOf(string account) =>
        account == "world" || account.StartsWith("world:", StringComparison.Ordinal)
            ? AccountKind.World
            : AccountKind.Ordinary;

    /// <summary>Why the account cannot be opened, or null.</summary>
    public static Error? RefusalOf(OpenAccount request) =>
        !IsAccount(request.Account) ? LedgerErrors.InvalidAccount
        : request.Asset is { } asset && !IsAsset(asset) ? LedgerErrors.InvalidAsset
        : null;

    /// <summary>Why the transaction cannot be posted, whatever the balances are; or null.</summary>
    public static Error? RefusalOf(PostTransaction request) =>
        !IsPrintable(request.Description, 1, DescriptionLengthMax) ? LedgerErrors.InvalidDescription
        : !IsPrintable(request.Reference, 1, ReferenceLengthMax) ? LedgerErrors.InvalidReference
        : request.Postings.Count is 0 or > PostingsMax ? LedgerErrors.InvalidPostings
        : request.Metadata is { } metadata && !IsMetadata(metadata) ? LedgerErrors.InvalidMetadata
        : request.Postings.Select(RefusalOf).FirstOrDefault(refusal => refusal is not null);

    private static Error? RefusalOf(Posting? posting, int index)
    {
        // A list read from JSON may hold null, whatever its type says.
        var refusal = posting is null ? LedgerErrors.InvalidPostings
            : !IsAccount(posting.From) || !IsAccount(posting.To) ? LedgerErrors.InvalidAccount
            : !IsAsset(posting.Amount.Asset) ? LedgerErrors.InvalidAsset
            : posting.From == posting.To ? LedgerErrors.SameAccount
            : posting.Amount.Units <= 0 ? LedgerErrors.AmountNotPositive
            : posting.Amount.Units > UnitsMax ? LedgerErrors.AmountTooLarge
            : null;
        return refusal?.With($"postings[{index}]");
    }

    private static bool IsMetadata(IReadOnlyDictionary<string, string> metadata) =>
        metadata.Count <= MetadataMax && metadata.All(pair =>
            IsPrintable(pair.Key, 1, MetadataKeyLengthMax) && IsPrintable(pair.Value, 0, MetadataValueLengthMax));

    /// <summary>PostgreSQL takes neither NUL nor half a surrogate pair, people no control characters.</summary>
    private static bool IsPrintable(string? text, int lengthMin, int lengthMax)
    {
        if (text is null || text.Length < lengthMin || text.Length > lengthMax)
        {
            return false;
        }

        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done
                || Rune.IsControl(rune))
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    [GeneratedRegex(
        @"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,63}(:[A-Za-z0-9][A-Za-z0-9_.-]{0,63}){0,9}\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AccountName();

    [GeneratedRegex(@"\A[A-Z][A-Z0-9]{1,15}/[0-9]{1,2}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AssetName();
}
