namespace SkyLink.Trade.Sellers;

/// <summary>Who may see and do what at the shops: sellers at those of their organization, operators at all.</summary>
internal static class SellerAccess
{
    public static readonly Permission Read = new(
        "sellers.read", "See shops, products and their orders", Role.Seller, Role.Partner, Role.Analyst, Role.Operator,
        Role.Admin);

    public static readonly Permission Write = new(
        "sellers.write", "Run shops: products, orders, opening", Role.Seller, Role.Partner, Role.Operator, Role.Admin);

    /// <summary>The organization whose shops a caller is limited to; null for all.</summary>
    public static string? ScopeOf(Caller caller) =>
        caller.Is(Role.Operator) || caller.Is(Role.Admin) || caller.Is(Role.Analyst) ? null : caller.Organization;

    public static bool Sees(Caller caller, Shop shop) => ScopeOf(caller) is not { } scope || scope == shop.Organization;
}
