namespace SkyLink.Platform.Data;

/// <summary>
/// Brings the records of this process's services to the log. What the log has taken is deleted here; a relay that dies
/// in between, or has a twin, brings it again, and the log passes it over.
/// </summary>
internal sealed class AuditRelay(
    RunningModules running, KnownModules known, IServiceProvider services, AuditTrail trail) : IJob
{
    private const string Log = "platform.audit";
    private const int BatchMax = 500;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    public async Task RunAsync(CancellationToken stopping)
    {
        if (!known.Names.Contains(Log))
        {
            return; // A part of the platform, under test: nobody takes records.
        }

        var audit = services.GetRequiredService<IAudit>();
        var doors = running.Modules.Select(module => services.GetRequiredKeyedService<Db>(module.Name)).ToList();
        while (!stopping.IsCancellationRequested)
        {
            var isAnyFull = false;
            foreach (var db in doors)
            {
                isAnyFull |= await BringAsync(db, audit, stopping) == BatchMax;
            }

            if (!isAnyFull)
            {
                await trail.WaitAsync(LookEvery, stopping);
            }
        }
    }

    private async Task<int> BringAsync(Db db, IAudit audit, CancellationToken cancellation)
    {
        var found = await trail.ReadAsync(db, BatchMax, cancellation);
        if (found.Count > 0)
        {
            await audit.AppendAsync(found.ConvertAll(it => it.Record), cancellation);
            await AuditTrail.RemoveAsync(db, [.. found.Select(it => it.Number)], cancellation);
        }

        return found.Count;
    }
}
