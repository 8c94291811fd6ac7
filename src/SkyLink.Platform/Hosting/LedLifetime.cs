namespace SkyLink.Platform.Hosting;

/// <summary>
/// For hosts that share a process: signals of the operating system go to the process, which stops them in order.
/// </summary>
internal sealed class LedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
