using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SkyLink.Platform.Data;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;

namespace SkyLink.Benchmarks.Audit;

/// <summary>A service whose one endpoint changes something, as little as there is.</summary>
internal sealed class BenchNotesModule : IModule
{
    public const string Path = "/api/v1/bench/notes";

    public string Name => "bench.notes";

    public void Add(ModuleBuilder module)
    {
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, TakeAsync).WithName("TakeNote")
        .OpenToAnyone("measures what noting costs");

    private static async Task<IResult> TakeAsync(Db<BenchNotesModule> db, CancellationToken cancellation)
    {
        await db.InTransactionAsync(
            tx => tx.ExecuteAsync($"select pg_current_xact_id()"), cancellation);
        return Results.NoContent();
    }
}
