namespace SkyLink.Platform.Hosting;

/// <summary>Finds the folder that holds <c>SkyLink.slnx</c>: the built console and npm's packages lie in it.</summary>
public static class Checkout
{
    /// <summary>
    /// <c>SKYLINK_ROOT</c>, else the nearest folder above the program or the working directory; null if none.
    /// </summary>
    public static string? Find()
    {
        string?[] starts =
            [Environment.GetEnvironmentVariable("SKYLINK_ROOT"), AppContext.BaseDirectory,
                Environment.CurrentDirectory];
        return starts.OfType<string>().SelectMany(Upwards).FirstOrDefault(folder =>
            File.Exists(Path.Combine(folder, "SkyLink.slnx")));
    }

    private static IEnumerable<string> Upwards(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }
}
