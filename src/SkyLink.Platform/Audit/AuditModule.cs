namespace SkyLink.Platform.Audit;

/// <summary>Audit: what was changed, and what operators read, in a log that nobody can rewrite unnoticed.</summary>
public sealed class AuditModule : IModule
{
    public string Name => "platform.audit";

    public void Add(ModuleBuilder module)
    {
        module.Configure<AuditOptions>()
            .Provide<IAudit, AuditLog>()
            .Seal(SubjectKeys.Key)
            .Run<AuditCheckpoints>();
        module.Services.AddSingleton<AuditKeys>().AddSingleton<SignedHeads>()
            .AddSingleton<WitnessClient>();
    }

    public void Map(IEndpointRouteBuilder routes) => AuditEndpoints.Map(routes);
}
