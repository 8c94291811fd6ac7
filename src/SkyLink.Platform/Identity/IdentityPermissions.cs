namespace SkyLink.Platform.Identity;

internal static class IdentityPermissions
{
    public static readonly Permission Own = new(
        "identity.own", "See who one is, change one's password, see and end one's sessions", [.. Roles.All]);

    public static readonly Permission UsersRead = new(
        "identity.users_read", "See the users of one's organization; operators and administrators: of all",
        Role.Partner, Role.Operator, Role.Admin);

    public static readonly Permission UsersManage = new(
        "identity.users_manage",
        "Make users of one's organization, disable them and give them roles; administrators: of all",
        Role.Partner, Role.Admin);

    public static readonly Permission OrganizationsRead = new(
        "identity.organizations_read", "See one's organization; operators and administrators: all",
        Role.Partner, Role.Operator, Role.Admin);

    public static readonly Permission OrganizationsManage = new(
        "identity.organizations_manage", "Make organizations", Role.Admin);

    public static readonly Permission Keys = new(
        "identity.keys", "Make, see and revoke API keys",
        Role.Seller, Role.Partner, Role.Analyst, Role.Operator, Role.Admin);

    public static readonly Permission Matrix = new(
        "identity.permissions_read", "See who may do what", Role.Partner, Role.Analyst, Role.Operator, Role.Admin);
}
