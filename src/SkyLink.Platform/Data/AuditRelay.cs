namespace SkyLink.Platform.Data;

/// <summary>
/// Brings the records of this process's services to the log. What the log has taken is deleted here; a relay that dies
/// in between, or has a twin, brings it again, and the log passes it over.
/// </summary>
internal sealed class AuditRelay : IJob
{
    private const string Log = "platform.audit";
    private const int BatchMax = 500;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly AuditTrail trail;
    private readonly IAudit? audit;
    private readonly IReadOnlyList<Db> doors;

    /// <summary>
    /// Finds the log first: what nobody would take over stops the start, not the running host. Where there is none at
    /// all, a part of the platform is under test.
    /// </summary>
    public AuditRelay(RunningModules running, KnownModules known, IServiceProvider services, AuditTrail trail)
    {
        this.trail = trail;
        audit = known.Names.Contains(Log) ? services.GetRequiredService<IAudit>() : null;
        doors = [.. running.Modules.Select(module => services.GetRequiredKeyedService<Db>(module.Name))];
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        while (audit is not null && !stopping.IsCancellationRequested)
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

    private static async Task<int> BringAsync(Db db, IAudit log, CancellationToken cancellation)
    {
        var found = await AuditTrail.ReadAsync(db, BatchMax, cancellation);
        if (found.Count > 0)
        {
            await log.AppendAsync(found.ConvertAll(it => it.Record), cancellation);
            await AuditTrail.RemoveAsync(db, [.. found.Select(it => it.Number)], cancellation);
        }

        return found.Count;
    }
}
