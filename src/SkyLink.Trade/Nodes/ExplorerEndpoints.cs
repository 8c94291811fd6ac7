using SkyLink.Cryptography;
using System.Text;
using SkyLink.Beckn;
using SkyLink.Beckn.Signing;

namespace SkyLink.Trade.Nodes;

/// <param name="DeliveryState">
/// "delivered", "pending", "dead" or "purged" for what was sent; null for what was received.
/// </param>
internal sealed record MessageView(
    Guid Id, string Node, string Direction, string Counterparty, string Action, string TransactionId, string MessageId,
    DateTimeOffset Timestamp, DateTimeOffset ReceivedAt, string Verdict, string? Code, string? Reason,
    string? DeliveryState, int Attempts, int BodyBytes);

internal sealed record MessageDetail(
    MessageView Message, string Header, string? GatewayHeader, string BodyBase64, IReadOnlyList<MessageCheck> Checks);

/// <summary>One thing that was looked at, checked again now from the stored bytes.</summary>
internal sealed record MessageCheck(string Name, bool Ok, string Detail);

internal sealed record DeliveryView(
    Guid Id, string Node, string Destination, string Action, string TransactionId, Guid Message, string State,
        int Attempts,
    DateTimeOffset NextAt, DateTimeOffset ExpiresAt, string? Reason);

/// <summary>Lets people see what a service's participants have said and heard, and what is stuck.</summary>
internal static partial class ExplorerEndpoints
{
    private static readonly Error NotFound = new("network.message_not_found", 404, "There is no such message here.");
    private static readonly Error NotDead =
        new("network.delivery_not_dead", 404, "There is no dead delivery of this id.");

    internal static readonly Permission Read = new(
        "network.read_messages", "See messages between participants", Role.Partner, Role.Operator, Role.Admin);

    private static readonly Permission Redrive = new(
        "network.redrive", "Redrive and purge dead messages", Role.Operator, Role.Admin);

    public static void Map(IEndpointRouteBuilder routes, string module)
    {
        var service = module.Split('.')[1];
        var group = routes.MapGroup($"/api/v1/{service}").WithTags("Messages");
        group.MapGet("/messages",
            ([FromQuery] string? transactionId, [AsParameters] PageRequest page, HttpContext http) =>
                ListAsync(module, transactionId, page, http))
            .WithName($"List{Capital(service)}Messages")
            .WithSummary("Read messages, newest first, or of one transaction in order")
            .Requires(Read);
        group.MapGet("/messages/{id:guid}", (Guid id, HttpContext http) => GetAsync(module, id, http))
            .WithName($"Get{Capital(service)}Message")
            .WithSummary("Read one message with its bytes and checks").Requires(Read);
        group.MapGet("/deliveries", ([FromQuery] string? state, [AsParameters] PageRequest page, HttpContext http) =>
                DeliveriesAsync(module, state, page, http))
            .WithName($"List{Capital(service)}Deliveries")
            .WithSummary("Read deliveries under way or dead").Requires(Read);
        group.MapPost("/deliveries/{id:guid}/redrive", (Guid id, HttpContext http) => RedriveAsync(module, id, http))
            .WithName($"Redrive{Capital(service)}Delivery").WithSummary("Send a dead message again")
            .Requires(Redrive, rate: RateClass.Write);
        group.MapDelete("/deliveries/{id:guid}", (Guid id, HttpContext http) => PurgeAsync(module, id, http))
            .WithName($"Purge{Capital(service)}Delivery").WithSummary("Give a dead message up")
            .Requires(Redrive, rate: RateClass.Write);
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static async Task<Ok<Page<MessageView>>> ListAsync(
        string module, string? transactionId, PageRequest page, HttpContext http)
    {
        var rows = await DbOf(http, module).InTransactionAsync(
            tx => ExplorerStore.ListAsync(tx, transactionId, page.After, page.Limit), http.RequestAborted);
        return TypedResults.Ok(Page.Of(rows, page.Limit, row => row, row => row.Id.ToString()));
    }

    private static async Task<Results<Ok<MessageDetail>, ProblemHttpResult>> GetAsync(
        string module, Guid id, HttpContext http)
    {
        var db = DbOf(http, module);
        var (view, row) = await db.InTransactionAsync(
            async tx =>
                (await ExplorerStore.FindAsync(tx, id), await MessageStore.FindAsync(tx, id)), http.RequestAborted);
        if (view is null || row is null)
        {
            return NotFound.ToProblem();
        }

        var checks = await CheckAsync(http, module, row);
        return TypedResults.Ok(new MessageDetail(
            view, row.Header, row.GatewayHeader, Convert.ToBase64String(row.Body.Span), checks));
    }

    private static async Task<Ok<Page<DeliveryView>>> DeliveriesAsync(
        string module, string? state, PageRequest page, HttpContext http)
    {
        var rows = await DbOf(http, module).InStatementAsync(
            tx => ExplorerStore.DeliveriesAsync(tx, state, page.After, page.Limit), http.RequestAborted);
        return TypedResults.Ok(Page.Of(rows, page.Limit, row => row, row => row.Id.ToString()));
    }

    private static Task<Results<NoContent, ProblemHttpResult>> RedriveAsync(string module, Guid id, HttpContext http)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var lifetime = http.RequestServices.GetRequiredService<IOptions<NetworkOptions>>().Value.OrderTtl;
        return ChangeDeadAsync(module, id, http, tx => DeliveryStore.RedriveAsync(tx, id, now, lifetime), LogRedrive);
    }

    private static Task<Results<NoContent, ProblemHttpResult>> PurgeAsync(string module, Guid id, HttpContext http) =>
        ChangeDeadAsync(module, id, http, tx => DeliveryStore.PurgeAsync(tx, id), LogPurge);

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeDeadAsync(
        string module, Guid id, HttpContext http, Func<Tx, Task<bool>> change, Action<ILogger, Guid, string, Guid> log)
    {
        if (!await DbOf(http, module).InTransactionAsync(change, http.RequestAborted))
        {
            return NotDead.ToProblem();
        }

        var logger = http.RequestServices.GetRequiredService<ILogger<NodeRuntime>>();
        log(logger, id, module, http.RequestServices.GetRequiredService<Caller>().UserId);
        return TypedResults.NoContent();
    }

    /// <summary>Reads the stored bytes again as if they had just come; times are held against when they came.</summary>
    private static async Task<List<MessageCheck>> CheckAsync(HttpContext http, string module, MessageRow row)
    {
        var read = MessageReader.Read(row.Body);
        List<MessageCheck> checks =
        [
            new("structure", read.IsOk, read.IsOk
                ? $"{read.Dialect.Name}, {row.Body.Length} bytes"
                : string.Join(' ', read.Errors.Select(error => $"{error.Code} {error.Path}: {error.Message}"))),
        ];
        checks.Add(await CheckSignatureAsync(http, module, row, "signature", row.Header));
        if (row.GatewayHeader is not null)
        {
            checks.Add(await CheckSignatureAsync(http, module, row, "gateway signature", row.GatewayHeader));
        }

        checks.Add(new MessageCheck(
            "accepted", row.Code is null, (row.Code is null ? null : row.Reason) ?? "Stored with its effects."));
        return checks;
    }

    private static async Task<MessageCheck> CheckSignatureAsync(
        HttpContext http, string module, MessageRow row, string name, string header)
    {
        var runtime = http.RequestServices.GetRequiredKeyedService<NodeRuntime>(module);
        if (!SignatureHeader.TryParse(header, out var parsed) || !runtime.Nodes.TryGetValue(row.Node, out var node))
        {
            return new MessageCheck(name, false, "The header cannot be read.");
        }

        var (subscriber, keyId) = (parsed.SubscriberId.ToString(), parsed.KeyId.ToString());
        var context = MessageReader.Read(row.Body).Envelope?.Context;
        var participants = http.RequestServices.GetRequiredService<Participants>();
        ParticipantKey? key = null;
        foreach (var type in Enum.GetValues<ParticipantType>())
        {
            var found =
                await participants.FindAsync(node, subscriber, type, context?.Domain ?? "*", http.RequestAborted);
            key ??= found?.KeyOf(keyId, row.At);
        }

        if (key is null)
        {
            return new MessageCheck(name, false, $"{subscriber}: the registry vouches for no key {keyId} today.");
        }

        var verdict = MessageVerifier.Verify(header, row.Body.Span, key.Signing, row.At);
        return new MessageCheck(name, verdict.IsValid, $"{subscriber}, key {keyId}: {verdict.Message}");
    }

    private static Db DbOf(HttpContext http, string module) => http.RequestServices.GetRequiredKeyedService<Db>(module);

    [LoggerMessage(LogLevel.Information, "Dead delivery {Id} of {Service} is sent again, by order of {User}")]
    private static partial void LogRedrive(ILogger logger, Guid id, string service, Guid user);

    [LoggerMessage(LogLevel.Information, "Dead delivery {Id} of {Service} is given up, by order of {User}")]
    private static partial void LogPurge(ILogger logger, Guid id, string service, Guid user);
}

/// <summary>
/// All SQL of the message explorer. A message of one's own goes to one place; what was received may be on its way to
/// many, whose deliveries are listed by themselves.
/// </summary>
internal static class ExplorerStore
{
    public static Task<List<MessageView>> ListAsync(Tx tx, string? transactionId, Guid? after, int limit) =>
        transactionId is null
            ? tx.ListAsync($"""
                select it.*, d.state as delivery, coalesce(d.attempts, 0) as attempts,
                       length(it.body) - {SealedBox.Overhead} as size
                  from messages it left join deliveries d
                    on it.direction = 'out' and d.message = it.id and d.transaction_id = it.transaction_id
                       and d.node = it.node
                 where it.id < {after ?? Guid.AllBitsSet}
                 order by it.id desc limit {limit}
                """, Read)
            : tx.ListAsync($"""
                select it.*, d.state as delivery, coalesce(d.attempts, 0) as attempts,
                       length(it.body) - {SealedBox.Overhead} as size
                  from messages it left join deliveries d
                    on it.direction = 'out' and d.message = it.id and d.transaction_id = it.transaction_id
                       and d.node = it.node
                 where it.transaction_id = {transactionId} and it.id > {after ?? Guid.Empty}
                 order by it.id limit {limit}
                """, Read);

    public static Task<MessageView?> FindAsync(Tx tx, Guid id) => tx.FindAsync($"""
        select it.*, d.state as delivery, coalesce(d.attempts, 0) as attempts,
               length(it.body) - {SealedBox.Overhead} as size
          from messages it left join deliveries d
            on it.direction = 'out' and d.message = it.id and d.transaction_id = it.transaction_id and d.node = it.node
         where it.id = {id} limit 1
        """, Read);

    public static Task<List<DeliveryView>> DeliveriesAsync(Tx tx, string? state, Guid? after, int limit) =>
        tx.ListAsync(
        $"""
        select * from deliveries
         where ({state}::text is null or lower(state) = lower({state})) and id > {after ?? Guid.Empty}
         order by id limit {limit}
        """,
        row => new DeliveryView(
            row.Get<Guid>("id"), row.Get<string>("node"), row.Get<string>("destination"), row.Get<string>("action"),
            row.Get<string>("transaction_id"), row.Get<Guid>("message"), row.Get<string>("state"),
            row.Get<int>("attempts"), row.Get<DateTimeOffset>("next_at"), row.Get<DateTimeOffset>("expires_at"),
            row.Find<string>("reason")));

    private static MessageView Read(NpgsqlDataReader row)
    {
        var code = row.Find<string>("code");
        var isOut = row.Get<string>("direction") == "out";
        return new MessageView(
            row.Get<Guid>("id"), row.Get<string>("node"), row.Get<string>("direction"), row.Get<string>("counterparty"),
            row.Get<string>("action"), row.Get<string>("transaction_id"), row.Get<string>("message_id"),
            row.Get<DateTimeOffset>("timestamp"), row.Get<DateTimeOffset>("at"), code is null ? "accepted"
                : "refused", code,
            row.Find<string>("reason"), isOut ? DeliveryOf(row) : null,
            row.Get<int>("attempts"), row.Get<int>("size"));
    }

    /// <summary>What was sent has a reason of its own only where its delivery was given up.</summary>
    private static string DeliveryOf(NpgsqlDataReader row) => row.Find<string>("delivery")?.ToLowerInvariant()
        ?? (row.Find<string>("reason") is null ? "delivered" : "purged");
}
