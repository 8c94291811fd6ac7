namespace SkyLink.Platform.Identity;

/// <summary>Identity: who calls, for whom, and what they may do.</summary>
public sealed class IdentityModule : IModule
{
    public string Name => "platform.identity";

    public void Add(ModuleBuilder module)
    {
        module.Configure<IdentityOptions>()
            .Provide<IIdentity, Authenticator>()
            .Run<IdentitySeed>();
        module.Services
            .AddSingleton<Passwords>().AddSingleton<KeyRing>().AddSingleton<AccessTokens>()
            .AddSingleton<SignIn>().AddSingleton<RefreshTokens>()
            .AddSingleton<IdentityUpkeep>().AddHostedService(all => all.GetRequiredService<IdentityUpkeep>());
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
