using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Host;

/// <summary>Builds a copy of the checkout, so that what runs from this one stays as it is.</summary>
internal static class CleanBuild
{
    private const string Solution = "SkyLink.slnx";

    /// <summary>
    /// Seconds of the build alone; packages are restored before. As on a machine where nothing was built yet: the build
    /// starts a compiler server of its own, as every build does, and meets no warm one.
    /// </summary>
    public static async Task<double> MeasureAsync(bool isStrict, CancellationToken cancellation)
    {
        var copy = PeerProcess.MakeFolder("build");
        var server = $"bench-{Guid.CreateVersion7():n}";
        try
        {
            await CopyAsync(copy, cancellation);
            await ToolRun.OfAsync(copy, "dotnet", ["restore", Solution, "--disable-build-servers"], cancellation);
            string[] build =
            [
                "build", Solution, "--no-restore", "-v", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=true",
                $"-p:SharedCompilationId={server}",
            ];
            var built = await ToolRun.OfAsync(
                copy, "dotnet", isStrict ? [.. build, "-p:Strict=true"] : build, cancellation);
            return built.Took.TotalSeconds;
        }
        finally
        {
            ProcessTree.KillWhere(argument => argument == $"-pipename:{server}");
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <summary>What git knows and what is about to be committed, as it lies there now.</summary>
    private static async Task CopyAsync(string copy, CancellationToken cancellation)
    {
        var listed = await ToolRun.OfAsync(
            BenchmarksPage.Root, "git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], cancellation);
        foreach (var file in listed.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var (from, to) = (Path.Combine(BenchmarksPage.Root, file), Path.Combine(copy, file));
            if (File.Exists(from)) // One that was deleted is listed until the deletion is committed.
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(from, to);
            }
        }
    }
}
