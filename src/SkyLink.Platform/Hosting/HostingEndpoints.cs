namespace SkyLink.Platform.Hosting;

/// <param name="Silent">Services whose process does not answer, or whose address is not configured.</param>
public sealed record InstallationView(IReadOnlyList<ServicesAnswer> Processes, IReadOnlyList<ServiceElsewhere> Silent);

/// <param name="Silent">Services whose process does not answer, or whose address is not configured.</param>
public sealed record DataKeysAnswer(IReadOnlyList<DataKeysView> Services, IReadOnlyList<string> Silent);

/// <summary>What people with an account may know of the installation; processes ask <c>/services</c>.</summary>
internal static class HostingEndpoints
{
    private static readonly Permission Read = new(
        "hosting.read", "See which services run where, and which needs which", Role.Analyst, Role.Operator, Role.Admin);

    private static readonly Permission RotateKeys = new(
        "hosting.data_keys.rotate", "Have every service seal its fields with a new key", Role.Admin);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var hosting = routes.MapGroup("/api/v1/hosting").WithTags("Hosting");
        hosting.MapGet("/services", ServicesAsync).WithName("ListServices")
            .WithSummary("What runs in which process, and which service needs which").Requires(Read);
        hosting.MapGet("/data-keys", DataKeysAsync).WithName("ListDataKeys")
            .WithSummary("The keys with which services seal personal and secret fields; never the keys themselves")
            .Requires(Read);
        hosting.MapPost("/data-keys/rotate", RotateAsync).WithName("RotateDataKeys")
            .WithSummary("Have every service make its next key, and seal all fields anew with it")
            .Requires(RotateKeys, rate: RateClass.Write);
    }

    private static async Task<Ok<InstallationView>> ServicesAsync(
        ProcessReports reports, CancellationToken cancellation)
    {
        var (processes, silent) = await reports.AskAllAsync((it, token) => it.TellAsync(token), cancellation);
        return TypedResults.Ok(new InstallationView(processes, silent));
    }

    private static Task<Ok<DataKeysAnswer>> DataKeysAsync(ProcessReports reports, CancellationToken cancellation) =>
        AnswerAsync(reports, (it, token) => it.TellDataKeysAsync(token), cancellation);

    private static Task<Ok<DataKeysAnswer>> RotateAsync(ProcessReports reports, CancellationToken cancellation) =>
        AnswerAsync(reports, (it, token) => it.RotateDataKeysAsync(token), cancellation);

    private static async Task<Ok<DataKeysAnswer>> AnswerAsync(
        ProcessReports reports, Func<IProcessReport, CancellationToken, Task<IReadOnlyList<DataKeysView>>> ask,
        CancellationToken cancellation)
    {
        var (answers, silent) = await reports.AskAllAsync(ask, cancellation);
        return TypedResults.Ok(new DataKeysAnswer(
            [.. answers.SelectMany(it => it).OrderBy(it => it.Service, StringComparer.Ordinal)],
            [.. silent.Select(it => it.Name)]));
    }
}
