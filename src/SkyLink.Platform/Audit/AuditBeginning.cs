namespace SkyLink.Platform.Audit;

/// <summary>
/// Before anything is taken in: the folder for what lies outside the database, and the verifiers' keys.
/// </summary>
internal sealed class AuditBeginning(SignedHeads heads, AuditKeys keys) : IHostedService
{
    /// <exception cref="StartException">The folder cannot be written.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        heads.DemandWritable();
        heads.WriteKeys(keys.Public);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
