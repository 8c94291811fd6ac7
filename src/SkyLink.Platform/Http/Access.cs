namespace SkyLink.Platform.Http;

/// <summary>
/// A right to do one kind of thing, and the roles that have it unless an administrator says otherwise.
/// </summary>
/// <param name="Name"><c>service.verb</c>, for example <c>registry.suspend</c>.</param>
public sealed record Permission(string Name, string Description, params Role[] GrantedTo)
{
    public bool AllowsFor(Caller caller) =>
        caller.Roles.Any(GrantedTo.Contains) && (caller.Scopes is null || caller.Scopes.Contains(Name));
}

/// <summary>Through which door an endpoint is reached.</summary>
[Flags]
public enum Audience
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>People and apps, through gateway-web.</summary>
    Web = 1,

    /// <summary>Operators and administrators, through gateway-admin.</summary>
    Admin = 2,

    /// <summary>Other participants of the network; messages prove themselves by signature.</summary>
    Network = 4,

    /// <summary>Other processes of this installation.</summary>
    Inside = 8,
}

/// <summary>How much of an endpoint one caller may use; the gateways count.</summary>
public enum RateClass
{
    Read,
    Write,

    /// <summary>Guessing must be slow: sign-in and the like.</summary>
    Credential,

    /// <summary>Long-lived streams.</summary>
    Stream,
}

/// <summary>Who may call an endpoint. Every endpoint carries one; the host refuses to start otherwise.</summary>
/// <param name="Permission">Null where no caller is needed, and then <paramref name="Why"/> says why.</param>
public sealed record AccessRule(Audience Audience, Permission? Permission, string? Why, RateClass Rate);

/// <summary>See <see cref="Access.SharedFor"/>.</summary>
internal sealed record SharedAnswer(TimeSpan Age);

/// <summary>How a service tells the gateway in front of it who called.</summary>
internal static class CallerHeader
{
    public const string Name = "X-SkyLink-Caller";
}

/// <summary>Declares access on endpoints, in the words a reviewer looks for.</summary>
public static class Access
{
    /// <summary>Only callers whose role holds the permission.</summary>
    public static TBuilder Requires<TBuilder>(
        this TBuilder endpoint, Permission permission, Audience audience = Audience.Web | Audience.Admin,
        RateClass? rate = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Declare(new AccessRule(audience, permission, Why: null, rate ?? RateClass.Read));

    /// <summary>Anyone at all.</summary>
    public static TBuilder OpenToAnyone<TBuilder>(this TBuilder endpoint, string why, RateClass rate = RateClass.Read)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Declare(new AccessRule(Audience.Web | Audience.Admin, Permission: null, why, rate));

    /// <summary>Whoever runs the platform: through gateway-admin, or beside the process itself.</summary>
    public static TBuilder OpenToOperations<TBuilder>(this TBuilder endpoint, string why)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Declare(new AccessRule(Audience.Admin, Permission: null, why, RateClass.Read));

    /// <summary>Participants of the network: the handler checks the message's signature.</summary>
    public static TBuilder OpenToNetwork<TBuilder>(this TBuilder endpoint, string why)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Declare(new AccessRule(Audience.Network, Permission: null, why, RateClass.Write));

    /// <summary>Other processes of this installation, which prove it with the installation's key.</summary>
    public static TBuilder OnlyInside<TBuilder>(this TBuilder endpoint, string why)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Declare(new AccessRule(Audience.Inside, Permission: null, why, RateClass.Read));

    /// <summary>
    /// Says on each answer that the endpoint will go, and in the API's document that nobody should begin to use it.
    /// </summary>
    public static TBuilder Retires<TBuilder>(this TBuilder endpoint, Retirement retirement)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(built => built.Metadata.Add(retirement));
        return endpoint;
    }

    /// <summary>
    /// The answer to a GET is the same for everybody, and may be this old: gateways keep it. Only for endpoints open to
    /// anyone.
    /// </summary>
    public static TBuilder SharedFor<TBuilder>(this TBuilder endpoint, TimeSpan age)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(built => built.Metadata.Add(new SharedAnswer(age)));
        return endpoint;
    }

    private static TBuilder Declare<TBuilder>(this TBuilder endpoint, AccessRule rule)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(built => built.Metadata.Add(rule));
        return endpoint;
    }
}
