namespace SkyLink.Platform.Identity;

/// <summary>Identity: who calls, for whom, and what they may do.</summary>
public sealed class IdentityModule : IModule
{
    public string Name => "platform.identity";

    public void Add(ModuleBuilder module)
    {
        module.Configure<IdentityOptions>()
            .Provide<IIdentity, Authenticator>()
            .Seal(UserStore.Email, UserStore.Name, SessionStore.Agent, SessionStore.Address, SigningKeyStore.Private)
            .Begin<IdentitySeed>().Run<IdentityUpkeep>();
        module.Services
            .AddSingleton<Passwords>().AddSingleton<KeyRing>().AddSingleton<AccessTokens>()
            .AddSingleton<SignIn>().AddSingleton<RefreshTokens>();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        SessionsEndpoints.Map(routes);
        TokensEndpoints.Map(routes);
        UsersEndpoints.Map(routes);
        OrganizationsEndpoints.Map(routes);
        ApiKeysEndpoints.Map(routes);
    }
}
