namespace SkyLink.Platform.Hosting;

/// <summary>
/// One service: the only public type of its folder. The Host loads those it was told to run; a gateway or a test may
/// call <see cref="Map"/> only to learn which endpoints there are.
/// </summary>
public interface IModule
{
    /// <summary>"area.service": schema, role, configuration section and metric prefix follow from it.</summary>
    string Name { get; }

    /// <summary>Registers what the service is made of. Opens nothing, reads nothing from outside.</summary>
    void Add(ModuleBuilder module);

    /// <summary>Maps the endpoints. Each declares who may call it (see <see cref="Access"/>).</summary>
    void Map(IEndpointRouteBuilder routes);
}
