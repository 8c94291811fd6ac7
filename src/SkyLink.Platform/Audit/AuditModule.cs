namespace SkyLink.Platform.Audit;

/// <summary>Audit: what was changed, and what operators read, in a log that nobody can rewrite unnoticed.</summary>
public sealed class AuditModule : IModule
{
    public string Name => "platform.audit";

    public void Add(ModuleBuilder module)
    {
        module.Configure<AuditOptions>().Configure<AuditAnchorOptions>("Anchors")
            .Begin<AuditBeginning>().Provide<IAudit, AuditLog>().Seal(SubjectKeys.Key)
            .Run<AuditCheckpoints>().Run<AuditInspection>().Run<AuditAnchors>().Check<AuditCheck>("log");
        module.Services.AddSingleton<AuditKeys>().AddSingleton<AuditAnchorKey>().AddSingleton<SignedHeads>()
            .AddSingleton<AuditFindings>()
            .AddSingleton<WitnessClient>();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        AuditEndpoints.Map(routes);
        AuditAnchorsEndpoints.Map(routes);
    }
}
