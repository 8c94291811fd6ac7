namespace SkyLink.Platform.Hosting;

/// <summary>Puts into a database what a new installation begins with; what is there already stays as it is.</summary>
public interface ISeed : IHostedService
{
    /// <summary>What it makes, in the plural.</summary>
    string What { get; }

    /// <summary>How many of them there are.</summary>
    Task<long> CountAsync(CancellationToken cancellation);
}
