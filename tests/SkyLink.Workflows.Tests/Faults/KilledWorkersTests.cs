using System.Diagnostics;
using SkyLink.Testing;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

namespace SkyLink.Workflows.Faults;

/// <summary>Workers are killed at any moment, again and again.</summary>
public sealed class KilledWorkersTests(EngineHost host, ITestOutputHelper output) : IClassFixture<EngineHost>
{
    private const int Workers = 3;
    private const int KillsLeast = 12;

    [Fact]
    public async Task Every_run_ends_once_and_what_is_done_in_a_transaction_is_done_once()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await host.ExecuteAsync(BookingWorker.Tables);
        var workers = Enumerable.Range(0, Workers).Select(it => Start(seed + it)).ToArray();
        var kills = 0;
        try
        {
            await Eventually.TrueAsync(async () => await EndedAsync() > 0, "the first ends");
            var since = Stopwatch.StartNew();
            while (await EndedAsync() < BookingWorker.Bookings || kills < KillsLeast)
            {
                Assert.True(since.Elapsed < TimeSpan.FromSeconds(120), $"seed {seed}: {await EndedAsync()} of all have ended");
                await Task.Delay(random.Next(200, 900));
                var killed = random.Next(Workers);
                workers[killed].Kill();
                await workers[killed].WaitForExitAsync();
                workers[killed].Dispose();
                workers[killed] = Start(seed + ++kills + Workers);
            }
        }
        finally
        {
            foreach (var worker in workers)
            {
                worker.Kill();
                worker.Dispose();
            }
        }

        output.WriteLine($"seed {seed}: {kills} kills; steps outside of a transaction ran "
            + $"{await CountAsync("public.outside") - BookingWorker.Bookings} times more than once");
        Assert.Equal(0, await CountAsync($"{BookingWorker.Schema}.runs"));
        Assert.Equal(BookingWorker.Bookings, await CountAsync($"{BookingWorker.Schema}.ended where state = 10"));
        Assert.Equal(BookingWorker.Bookings, await CountAsync($"(select distinct workflow_id from {BookingWorker.Schema}.ended) it"));
        Assert.Equal(2 * BookingWorker.Bookings, await CountAsync("public.in_transaction"));
        Assert.Equal(2 * BookingWorker.Bookings, await CountAsync("(select distinct booking, step from public.in_transaction) it"));
        Assert.Equal(BookingWorker.Bookings, await CountAsync("(select distinct booking from public.outside) it"));
        Assert.Equal(0, await CountAsync($"{BookingWorker.Schema}.effects"));
    }

    private async Task<long> EndedAsync() =>
        await host.ScalarAsync<bool>($"select to_regclass('{BookingWorker.Schema}.ended') is not null")
            ? await CountAsync($"{BookingWorker.Schema}.ended")
            : 0;

    private Task<long> CountAsync(string of) => host.ScalarAsync<long>($"select count(*) from {of}");

    private Process Start(int seed)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "SkyLink.Workflows.Tests.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, "worker", host.Database.ConnectionString, $"{seed}"])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        })!;
    }
}
