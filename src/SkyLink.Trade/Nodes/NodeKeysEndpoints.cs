namespace SkyLink.Trade.Nodes;

/// <param name="KeyId">The key it signs with; null until it is on the network.</param>
internal sealed record NodeView(
    string Slug, string Name, string SubscriberId, string Address, string? KeyId, DateTimeOffset? ValidUntil)
{
    public static NodeView Of(Node it) => new(
        it.Profile.Slug, it.Profile.Name, it.Profile.SubscriberId, it.Uri.ToString(),
        it.Signer is null ? null : it.Key.KeyId, it.Signer is null ? null : it.Key.ValidUntil);
}

/// <summary>The participants a service runs, and new keys for them.</summary>
internal static partial class NodeKeysEndpoints
{
    private static readonly Permission RotateKeys = new(
        "network.rotate_keys", "Give participants run here new keys", Role.Operator, Role.Admin);

    public static void Map(IEndpointRouteBuilder routes, string module)
    {
        var service = module.Split('.')[1];
        var capital = $"{char.ToUpperInvariant(service[0])}{service[1..]}";
        var group = routes.MapGroup($"/api/v1/{service}/nodes").WithTags("Messages");
        group.MapGet("/", (HttpContext http) => List(module, http))
            .WithName($"List{capital}Nodes").WithSummary("The participants this service runs")
            .Requires(ExplorerEndpoints.Read);
        group.MapPost("/{slug}/keys", (
                string slug, HttpContext http, Caller caller, ILogger<NodeRuntime> logger) =>
                RotateAsync(module, slug, http, caller, logger))
            .WithName($"Rotate{capital}NodeKey")
            .WithSummary("Give a participant a new key, listed by the registry before it is used")
            .Requires(RotateKeys, rate: RateClass.Write);
    }

    private static Ok<Page<NodeView>> List(string module, HttpContext http) => TypedResults.Ok(new Page<NodeView>(
        [.. http.RequestServices.GetRequiredKeyedService<NodeRuntime>(module).Nodes.Values
            .OrderBy(node => node.Profile.Slug, StringComparer.Ordinal).Select(NodeView.Of)],
        Next: null));

    private static async Task<Results<Ok<RotatedKey>, ProblemHttpResult>> RotateAsync(
        string module, string slug, HttpContext http, Caller caller, ILogger<NodeRuntime> logger)
    {
        var rotation = http.RequestServices.GetRequiredKeyedService<KeyRotation>(module);
        if (!(await rotation.RotateAsync(slug, http.RequestAborted)).Is(out var rotated, out var error))
        {
            return error.ToProblem();
        }

        LogRotated(logger, rotated.SubscriberId, rotated.KeyId, rotated.PreviousKeyId, caller.UserId);
        return TypedResults.Ok(rotated);
    }

    [LoggerMessage(LogLevel.Information, "{SubscriberId} signs with {KeyId} instead of {Previous}, by order of {User}")]
    private static partial void LogRotated(
        ILogger logger, string subscriberId, string keyId, string previous, Guid user);
}
