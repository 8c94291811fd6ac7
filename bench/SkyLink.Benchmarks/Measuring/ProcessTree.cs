using System.Diagnostics;
using System.Globalization;

namespace SkyLink.Benchmarks.Measuring;

/// <summary>What a process and its children used, by /proc.</summary>
internal static class ProcessTree
{
    /// <summary>The kernel's clock tick, a hundredth of a second on every Linux that runs .NET.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>CPU time, that of children which have ended included.</summary>
    public static TimeSpan CpuOf(int root) => TimeSpan.FromSeconds(
        Living(root).Sum(it => it.Fields.Skip(11).Take(4).Sum(Number)) / TicksPerSecond);

    /// <summary>Memory in MB, shared pages divided among those who share them.</summary>
    public static double ProportionalMemoryMbOf(int root) => Living(root).Sum(it => PssKbOf(it.Pid)) / 1_024.0;

    /// <summary>A line of /proc/pid/status that counts kB: VmRSS, RssAnon.</summary>
    public static double StatusMbOf(int pid, string name) => Number(File.ReadLines($"/proc/{pid}/status")
        .First(line => line.StartsWith($"{name}:", StringComparison.Ordinal))
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) / 1_024.0;

    public static int ParentOf(int pid) => (int)Number(FieldsOf(pid)![1]);

    /// <summary>Ends what was started with such an argument and has left its parent.</summary>
    public static void KillWhere(Func<string, bool> isArgument)
    {
        foreach (var pid in Pids().Where(pid => ArgumentsOf(pid).Any(isArgument)))
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            process.WaitForExit();
        }
    }

    private static IEnumerable<int> Pids() => Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0);

    private static string[] ArgumentsOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            return []; // it has ended
        }
    }

    private static IEnumerable<(int Pid, string[] Fields)> Living(int root)
    {
        var all = Pids()
            .Select(pid => (Pid: pid, Fields: FieldsOf(pid)))
            .Where(it => it.Fields is not null)
            .ToDictionary(it => it.Pid, it => it.Fields!);
        return all.Where(it => IsBelow(it.Key)).Select(it => (it.Key, it.Value));

        bool IsBelow(int pid)
        {
            for (var at = pid; at > 1 && all.TryGetValue(at, out var fields); at = (int)Number(fields[1]))
            {
                if (at == root)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The fields of /proc/pid/stat after the name, which may hold blanks: state, parent, ...</summary>
    private static string[]? FieldsOf(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // it has ended
        }
    }

    private static long PssKbOf(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/smaps_rollup")
                .FirstOrDefault(it => it.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? 0 : Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
