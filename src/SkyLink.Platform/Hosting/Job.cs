using System.Diagnostics.Metrics;

namespace SkyLink.Platform.Hosting;

/// <summary>Background work of a service. See <see cref="JobSetup.AddJob{TJob}"/>.</summary>
public interface IJob
{
    /// <summary>
    /// Works until it is cancelled, or until nothing is left to do. It need not catch what the world does to it: a
    /// database or another process that is away ends this call, and after a pause it is called again.
    /// </summary>
    Task RunAsync(CancellationToken stopping);
}

public static class JobSetup
{
    /// <summary>Runs a job as long as the host does. No fault of a job ever ends the host.</summary>
    public static IServiceCollection AddJob<TJob>(this IServiceCollection services)
        where TJob : class, IJob
    {
        services.AddSingleton<TJob>();
        return services.AddJob(all => all.GetRequiredService<TJob>());
    }

    public static IServiceCollection AddJob(this IServiceCollection services, Func<IServiceProvider, IJob> job) =>
        services.AddSingleton<IHostedService>(all => new JobRunner(
            job(all), all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<JobRunner>>()));
}

/// <summary>The one place where a job's faults end: each is logged and counted, and the job begins again.</summary>
internal sealed partial class JobRunner(IJob job, TimeProvider clock, ILogger<JobRunner> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly Meter Meter = new("SkyLink.Jobs");
    private static readonly Counter<long> Faults = Meter.CreateCounter<long>(
        "skylink.jobs.faults", "{fault}", "Faults that made a background job pause and begin again.");

    private readonly string name = job.GetType().Name;

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "The top of every job.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await job.RunAsync(stoppingToken);
                return;
            }
            catch (Exception stopped) when (stoppingToken.IsCancellationRequested)
            {
                LogStopped(logger, stopped, name);
                return;
            }
            catch (Exception fault)
            {
                Faults.Add(1, new KeyValuePair<string, object?>("job", name));
                LogFault(logger, fault, name, Pause.TotalSeconds);
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Job} begins again in {Seconds} s")]
    private static partial void LogFault(ILogger logger, Exception fault, string job, double seconds);

    [LoggerMessage(LogLevel.Debug, "{Job} stopped")]
    private static partial void LogStopped(ILogger logger, Exception stopped, string job);
}
