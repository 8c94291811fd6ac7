using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Platform.Http;
using SkyLink.Platform.Telemetry;
using SkyLink.Testing;

namespace SkyLink.Platform.Hosting;

public sealed record Seen(string? TraceId, string? Correlation, string? Caller, string? IdempotencyKey);

public interface IParrot
{
    Task<Seen> LookAsync(CancellationToken cancellation);

    Task<Result<Seen>> RefuseAsync(Error error, CancellationToken cancellation);

    Task<IReadOnlyList<Int128?>> RepeatAsync(
        IReadOnlyList<string?> words, Money? money, CancellationToken cancellation);

    Task BreakAsync(string secret, CancellationToken cancellation);

    Task SleepAsync(TimeSpan time, CancellationToken cancellation);
}

internal sealed class Parrot(IHttpContextAccessor here) : IParrot
{
    public TaskCompletionSource Cancelled { get; } = new();

    public Task<Seen> LookAsync(CancellationToken cancellation)
    {
        var context = here.HttpContext;
        return Task.FromResult(new Seen(
            Activity.Current?.TraceId.ToString(), Activity.Current?.GetBaggageItem("correlation"),
            context?.Features.Get<Caller>()?.Name, context?.Request.Headers["Idempotency-Key"].ToString()));
    }

    public Task<Result<Seen>> RefuseAsync(Error error, CancellationToken cancellation) =>
        Task.FromResult<Result<Seen>>(error);

    public Task<IReadOnlyList<Int128?>> RepeatAsync(
        IReadOnlyList<string?> words, Money? money, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Int128?>>([.. words.Select(_ => money?.Units)]);

    public Task BreakAsync(string secret, CancellationToken cancellation) =>
        throw new InvalidOperationException($"The parrot chokes on {secret}.");

    public async Task SleepAsync(TimeSpan time, CancellationToken cancellation)
    {
        await using var _ = cancellation.Register(Cancelled.SetResult);
        await Task.Delay(time, cancellation);
    }
}

internal sealed class ParrotModule : IModule
{
    public string Name => "platform.parrot";

    public void Add(ModuleBuilder module) => module.Provide<IParrot, Parrot>();

    public void Map(IEndpointRouteBuilder routes)
    {
    }
}

/// <summary>Asks the parrot on behalf of whoever asks it.</summary>
internal sealed class AskerModule : IModule
{
    private static readonly Permission Ask = new("asker.ask", "Ask", Role.Buyer);

    public string Name => "platform.asker";

    public void Add(ModuleBuilder module)
    {
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/look", (IParrot parrot, CancellationToken cancellation) => parrot.LookAsync(cancellation))
            .Requires(Ask);
        routes.MapPost("/sleep", (IParrot parrot, CancellationToken cancellation) =>
            parrot.SleepAsync(TimeSpan.FromMinutes(1), cancellation)).Requires(Ask);
    }
}

internal sealed class OneBuyer : IIdentity
{
    public Task<Authentication> AuthenticateAsync(Credential credential, CancellationToken cancellation) =>
        Task.FromResult(new Authentication(
            new Caller(Guid.Empty, credential.Value, Guid.Empty, "Test", [Role.Buyer], Scopes: null), Reason: null));
}

public sealed class ParrotHost : TestHost
{
    protected override IReadOnlyList<IModule> Modules => [new ParrotModule()];
}

public sealed class AskerHost : TestHost
{
    private readonly ParrotHost parrot = new();

    internal IParrot Remote => Services.GetRequiredService<IParrot>();

    internal Parrot Far => parrot.Services.GetRequiredService<Parrot>();

    internal Uri FarAddress => parrot.Address;

    protected override IReadOnlyList<IModule> Modules => [new AskerModule()];

    protected override IReadOnlyList<IModule> All => [new AskerModule(), new ParrotModule()];

    public override async ValueTask InitializeAsync()
    {
        await parrot.InitializeAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await parrot.DisposeAsync();
    }

    /// <summary>The parrot as another process with other settings would reach it.</summary>
    internal IParrot RemoteAt(Uri address, TimeSpan patience) => (IParrot)RemoteProxy.Of(typeof(IParrot), new Remote(
        "platform.parrot", new HttpClient { BaseAddress = address }, Services.GetRequiredService<InsideKey>(),
        Services.GetRequiredService<IHttpContextAccessor>(), Clock, patience));

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IIdentity, OneBuyer>();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Services:platform.parrot:Address", parrot.Address.ToString()),
            new("Services:platform.parrot:Timeout", "00:00:02"),
        ]);
    }
}

public sealed class BridgeTests(AskerHost host) : IClassFixture<AskerHost>
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Trace_correlation_caller_and_idempotency_key_cross_over()
    {
        using var activity = new Activity("test").AddBaggage("correlation", "order-7").Start();
        using var http = host.CreateClient("polly");
        http.DefaultRequestHeaders.Add("Idempotency-Key", "key-1");
        var answer = await http.PostAsync("/look", content: null);
        var seen = await answer.Content.ReadFromJsonAsync<Seen>();
        Assert.Equal(new Seen(activity.TraceId.ToString(), "order-7", "polly", "key-1"), seen);
    }

    [Fact]
    public async Task What_became_a_case_of_its_own_crosses_over_under_the_cases_id()
    {
        using var request = new Activity("request").AddBaggage("correlation", "request-1").Start();
        using var step = new Activity("step").Start();
        Correlation.Become("order-7");
        Correlation.Become("not an id: <b>");
        Assert.Equal("order-7", (await host.Remote.LookAsync(CancellationToken.None)).Correlation);
        Assert.Equal("order-7", Correlation.Current);
    }

    [Fact]
    public async Task In_the_background_there_is_nobody_to_speak_for()
    {
        var seen = await host.Remote.LookAsync(CancellationToken.None);
        Assert.Null(seen.Caller);
        Assert.Equal("", seen.IdempotencyKey);
    }

    [Fact]
    public async Task Arguments_and_results_keep_their_value()
    {
        var units = Int128.Parse("99999999999999999999999999999999999999");
        Assert.Equal(
            [units, units, units],
            await host.Remote.RepeatAsync(
                ["", null, "ش\"\\\u0001"], new Money(units, "PKR/2"), CancellationToken.None));
        Assert.Equal([null], await host.Remote.RepeatAsync(["a"], money: null, CancellationToken.None));
    }

    [Fact]
    public async Task A_refusal_crosses_over_whole()
    {
        var error = new Error("parrot.tired", 422, "The parrot is tired.", "Ask tomorrow.");
        Assert.False((await host.Remote.RefuseAsync(error, CancellationToken.None)).Is(out _, out var refusal));
        Assert.Equal(error, refusal);
    }

    [Fact]
    public async Task What_is_thrown_there_says_here_where_to_look_and_no_more()
    {
        var failed = await Assert.ThrowsAsync<RemoteCallException>(
            () => host.Remote.BreakAsync("hunter2", CancellationToken.None));
        Assert.Equal(RemoteFailure.Failed, failed.Failure);
        Assert.Contains("platform.parrot (IParrot.BreakAsync at ", failed.Message, StringComparison.Ordinal);
        Assert.Contains("answered 500: platform.internal_error; trace ", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_said_clearly()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var nobody = host.RemoteAt(new Uri($"http://{free.LocalEndpoint}"), Long);
        free.Stop();
        var failed = await Assert.ThrowsAsync<RemoteCallException>(() => nobody.LookAsync(CancellationToken.None));
        Assert.Equal(RemoteFailure.Unreachable, failed.Failure);
        Assert.Contains("cannot be reached: Connection refused", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_silent_is_not_waited_for_longer_than_configured()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var mute = host.RemoteAt(new Uri($"http://{silent.LocalEndpoint}"), TimeSpan.FromMilliseconds(200));
        var failed = await Assert.ThrowsAsync<RemoteCallException>(() => mute.LookAsync(CancellationToken.None));
        Assert.Equal(RemoteFailure.TimedOut, failed.Failure);
        Assert.EndsWith("did not answer within 200 ms.", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_far_side_stops_when_the_deadline_is_over_and_the_asker_gets_a_503()
    {
        using var http = host.CreateClient("polly");
        var answer = await http.PostAsync("/sleep", content: null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonNode>();
        Assert.Equal("platform.service_unavailable", (string?)problem!["code"]);
        await host.Far.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_his_own_cancellation()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => host.RemoteAt(host.FarAddress, Long).LookAsync(new CancellationToken(canceled: true)));
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => host.RemoteAt(new Uri($"http://{silent.LocalEndpoint}"), Long).LookAsync(impatient.Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"arguments":[],"origin":{"millisecondsLeft":1000,"caller":null,"idempotencyKey":null}}""")]
    [InlineData("""{"arguments":[{"a":1}],"origin":{"millisecondsLeft":1000,"caller":null,"idempotencyKey":null}}""")]
    public async Task A_call_that_cannot_be_read_is_a_400(string body)
    {
        var path = $"/inside/{nameof(IParrot)}/{nameof(IParrot.BreakAsync)}";
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        using var http = new HttpClient { BaseAddress = host.FarAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add(InsideKey.Header, host.Services.GetRequiredService<InsideKey>().Prove("POST", path, bytes));
        Assert.Equal(HttpStatusCode.BadRequest, (await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Without_the_installations_key_nobody_gets_in()
    {
        using var http = new HttpClient { BaseAddress = host.FarAddress };
        var answer = await http.PostAsJsonAsync($"/inside/{nameof(IParrot)}/{nameof(IParrot.LookAsync)}", new { });
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData(typeof(ISynchronous), "Count")]
    [InlineData(typeof(IUncancellable), "CountAsync")]
    [InlineData(typeof(IOverloaded), "CountAsync")]
    [InlineData(typeof(IHasParent), "IParrot")]
    public void An_interface_that_cannot_cross_is_refused_at_start(Type contract, string what)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Bridge.MethodsOf(contract));
        Assert.StartsWith(
            $"{contract.Name} cannot cross processes: {what}.", refused.Message, StringComparison.Ordinal);
    }

    internal interface ISynchronous
    {
        int Count(CancellationToken cancellation);
    }

    internal interface IUncancellable
    {
        Task<string> CountAsync();
    }

    internal interface IOverloaded
    {
        Task CountAsync(CancellationToken cancellation);

        Task CountAsync(int from, CancellationToken cancellation);
    }

    internal interface IHasParent : IParrot
    {
        Task CountAsync(CancellationToken cancellation);
    }
}
