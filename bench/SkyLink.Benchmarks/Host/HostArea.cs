using System.Globalization;
using System.Runtime.CompilerServices;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Host;

/// <summary>What the platform costs a machine: time to start, memory while it works, time to build.</summary>
internal sealed class HostArea : IArea
{
    /// <summary>No further build of a kind is begun after this: the area ends in time on a slow machine, too.</summary>
    private static readonly TimeSpan BuildsMax = TimeSpan.FromMinutes(3);

    public string Name => "host";

    public async IAsyncEnumerable<Figure> MeasureAsync(
        BenchOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (options.Wants(Name, "warm_start_ready") || options.Wants(Name, "resident_memory_all_services"))
        {
            foreach (var figure in await RunningAsync(options, cancellation))
            {
                yield return figure;
            }
        }

        (string Name, double Bound, bool IsStrict, string What)[] builds =
        [
            ("clean_build", 60, false, "the default level: compiler and quality analyzers"),
            ("clean_build_strict", 120, true, "everything: code style, too"),
        ];
        foreach (var build in builds.Where(build => options.Wants(Name, build.Name)))
        {
            var runs = new List<double>();
            while (runs.Count < RunsOf(options) && runs.Sum() < BuildsMax.TotalSeconds)
            {
                runs.Add(await CleanBuild.MeasureAsync(build.IsStrict, cancellation));
            }

            yield return new Figure(
                Name, build.Name, runs.Median(), "s", Target.AtMost(build.Bound), Beside: null,
                "the solution with tests and benchmarks, packages restored, nothing built, a compiler server that "
                + $"starts with it; {build.What}; {runs.Count} builds");
        }
    }

    private static int RunsOf(BenchOptions options) => options.IsQuick ? 1 : BenchOptions.Runs;

    private static async Task<IReadOnlyList<Figure>> RunningAsync(BenchOptions options, CancellationToken cancellation)
    {
        using var platform = await InstalledPlatform.MakeAsync(cancellation);
        var starts = new List<double>();
        var memory = new List<Footprint>();
        for (var number = 0; number < RunsOf(options); number++)
        {
            starts.Add((await platform.UpAsync(cancellation)).TotalSeconds);
            try
            {
                await platform.TellStoryAsync(options.IsQuick ? 4 : 8, cancellation);
                memory.Add(await platform.FootprintAsync(cancellation));
            }
            finally
            {
                await platform.DownAsync();
            }
        }

        var middle = memory.MedianBy(it => it.HostMb);
        return
        [
            new Figure("host", "warm_start_ready", starts.Median(), "s", Target.AtMost(5), Beside: null,
                "./skylink up --detach on data of before, to its ready line: PostgreSQL, all services, two gateways"),
            new Figure("host", "resident_memory_all_services", middle.HostMb, "MB", Target.AtMost(600), Beside: null,
                string.Create(CultureInfo.InvariantCulture,
                    $"resident set of the host process after the demo's story, its own pages {middle.HostOwnMb:0} MB; "
                    + $"PostgreSQL beside it {middle.PostgresMb:0} MB (proportional share of all its processes)")),
        ];
    }
}
