namespace SkyLink.Platform.Signatures;

/// <summary>Signatures: keys that never leave, what they sign, and requests that prove themselves.</summary>
public sealed class SignaturesModule : IModule
{
    public string Name => "platform.signatures";

    public void Add(ModuleBuilder module)
    {
        module.Configure<SignaturesOptions>()
            .Provide<ISignatures, Signer>()
            .Provide<ISignedRequests, SignedRequestVerifier>()
            .Run<SignaturesUpkeep>();
        module.Services.AddSingleton<SignatureKeys>().AddSingleton<SealedKeys>();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        SignaturesEndpoints.Map(routes);
        ClientKeysEndpoints.Map(routes);
    }
}
