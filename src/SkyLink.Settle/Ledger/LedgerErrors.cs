namespace SkyLink.Settle.Ledger;

internal static class LedgerErrors
{
    public static readonly Error UnknownAccount = new("ledger.unknown_account", 404, "There is no such account.");

    public static readonly Error UnknownTransaction =
        new("ledger.unknown_transaction", 404, "There is no such transaction.");

    public static readonly Error SignatureNeeded = new("ledger.signature_needed", 403,
        "Transactions are posted by signed requests alone: POST /api/v1/ledger/transactions/signed.");

    public static readonly Error SignedBodyInvalid = new("ledger.signed_body_invalid", 422,
        "The body of the signed request is no transaction. The request is used up: sign the next one.");

    public static readonly Error AccountDiffers =
        new("ledger.account_differs", 409, "The account is open already, for another asset.");

    public static readonly Error DuplicateIdConflict =
        new("ledger.duplicate_id_conflict", 409, "Another transaction was posted under this id.");

    public static readonly Error InsufficientFunds =
        new("ledger.insufficient_funds", 422, "An account holds less than it would have to give.");

    public static readonly Error BalanceTooLarge =
        new("ledger.balance_too_large", 422, "A balance would pass the largest the ledger can hold.");

    public static readonly Error AmountNotPositive =
        new("ledger.amount_not_positive", 422, "An amount must be above zero.");

    public static readonly Error AmountTooLarge =
        new("ledger.amount_too_large", 422, "An amount must have at most 38 digits.");

    public static readonly Error SameAccount =
        new("ledger.same_account", 422, "A posting must move money from one account to another.");

    public static readonly Error AssetMismatch =
        new("ledger.asset_mismatch", 422, "An account does not take this asset.");

    public static readonly Error InvalidAsset =
        new("ledger.invalid_asset", 422, "An asset is written as code and scale, such as PKR/2.");

    public static readonly Error InvalidAccount = new("ledger.invalid_account", 422,
        "An account's name has 1 to 10 segments of letters, digits, '_', '.' and '-', joined by ':'; 200 in all.");

    public static readonly Error InvalidPostings =
        new("ledger.invalid_postings", 422, "A transaction has 1 to 100 postings.");

    public static readonly Error InvalidDescription =
        new("ledger.invalid_description", 422, "A description has 1 to 500 printable characters.");

    public static readonly Error InvalidReference =
        new("ledger.invalid_reference", 422, "A reference has 1 to 200 printable characters.");

    public static readonly Error InvalidMetadata = new("ledger.invalid_metadata", 422,
        "Metadata has at most 20 pairs, with keys of 1 to 64 and values of at most 500 printable characters.");
}
