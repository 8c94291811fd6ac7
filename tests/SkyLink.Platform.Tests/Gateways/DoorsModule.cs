using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Data;
using SkyLink.Platform.Hosting;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Gateways;

/// <summary>Knows two people by their token or cookie, and nobody else.</summary>
internal sealed class PassIdentity : IIdentity
{
    public Task<Authentication> AuthenticateAsync(Credential credential, CancellationToken cancellation) =>
        Task.FromResult(credential.Value switch
        {
            "buyer" => new Authentication(Caller("Bina", Role.Buyer), Reason: null),
            "operator" => new Authentication(Caller("Omar", Role.Operator, Role.Admin), Reason: null),
            _ => new Authentication(Caller: null, "identity.unknown"),
        });

    private static Caller Caller(string name, params Role[] roles) =>
        new(Guid.Empty, name, Guid.Empty, "Test", roles, Scopes: null);
}

internal sealed class PassModule : IModule
{
    public string Name => "platform.pass";

    public void Add(ModuleBuilder module) => module.Provide<IIdentity, PassIdentity>();

    public void Map(IEndpointRouteBuilder routes)
    {
    }
}

internal sealed record Thing(string Name, JsonElement Content);

/// <summary>One endpoint of each kind.</summary>
internal sealed class DoorsModule : IModule
{
    public static readonly Permission Buy = new("doors.buy", "Go through", Role.Buyer, Role.Operator);

    public static readonly Permission Run = new("doors.run", "Run the doors", Role.Operator);

    private int asked;
    private int noted;

    public SemaphoreSlim StreamGoesOn { get; } = new(0);

    public string Name => "platform.doors";

    public void Add(ModuleBuilder module)
    {
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        var doors = routes.MapGroup("/api/v1/doors");
        doors.MapGet("echo", (HttpContext context) => TypedResults.Ok(
            context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString())
                .Append(new KeyValuePair<string, string>("remote", context.Connection.RemoteIpAddress!.ToString()))
                .ToDictionary())).OpenToAnyone("a test calls it");
        doors.MapGet("mine", (Caller caller) => TypedResults.Ok(caller.Name)).Requires(Buy);
        doors.MapPost("mine", (Caller caller) => TypedResults.Ok(caller.Name)).Requires(Buy);
        doors.MapGet("operations", () => TypedResults.Ok("run")).Requires(Run, Audience.Admin);
        doors.MapPost("things", (Thing thing) => TypedResults.Ok(thing.Name)).OpenToAnyone("a test calls it");
        doors.MapPost("large", async (HttpRequest request, CancellationToken cancellation) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellation);
            return TypedResults.Ok(body.Length);
        }).OpenToAnyone("a test calls it").WithMetadata(new RequestSizeLimitAttribute(3_000_000));
        doors.MapPost("guess", () => TypedResults.Ok()).OpenToAnyone("a test calls it", RateClass.Credential);
        doors.MapGet("slow", async (CancellationToken cancellation) =>
        {
            await Task.Delay(TimeSpan.FromMinutes(5), cancellation);
            return TypedResults.Ok();
        }).OpenToAnyone("a test calls it");
        doors.MapGet("tagged", (HttpContext context) =>
        {
            context.SetETag(7);
            return TypedResults.Ok(new string('x', 5_000));
        }).OpenToAnyone("a test calls it");
        doors.MapGet("noted", (HttpContext context) =>
        {
            context.SetETag(7);
            return TypedResults.Ok(Interlocked.Increment(ref noted));
        }).OpenToAnyone("a test calls it");
        doors.MapGet("shared", () => TypedResults.Ok(Interlocked.Increment(ref asked)))
            .OpenToAnyone("a test calls it").SharedFor(TimeSpan.FromMinutes(10));
        doors.MapGet("old", () => TypedResults.Ok()).OpenToAnyone("a test calls it")
            .Retires(new Retirement(new DateOnly(2026, 1, 1), new DateOnly(2027, 6, 30), "/api/v2/doors"));
        doors.MapGet("stream", StreamAsync).OpenToAnyone("a test calls it", RateClass.Stream);
        routes.MapPost("/protocol/on_search", () => TypedResults.Ok()).OpenToNetwork("a test calls it");
    }

    /// <summary>A line, and each further one when <see cref="StreamGoesOn"/> says so; six in all.</summary>
    private async Task StreamAsync(HttpContext context, CancellationToken cancellation)
    {
        context.Response.ContentType = "text/event-stream";
        for (var i = 0; i < 6; i++)
        {
            await context.Response.WriteAsync($"data: {i}\n\n", cancellation);
            await context.Response.Body.FlushAsync(cancellation);
            await StreamGoesOn.WaitAsync(cancellation);
        }
    }
}

/// <summary>Runs in another process, which is not there.</summary>
internal sealed class AwayModule : IModule
{
    public string Name => "platform.away";

    public void Add(ModuleBuilder module)
    {
    }

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/away", () => TypedResults.Ok()).OpenToAnyone("a test calls it");
}
