namespace SkyLink.Platform.Events;

/// <summary>What goes on for as long as the client listens: live streams, and the archive.</summary>
internal static class EventStreamsEndpoints
{
    private static readonly Permission Own = new(
        "events.own", "Hear that something happened because of one's own requests", [.. Roles.All]);

    public static void Map(RouteGroupBuilder events, Permission read)
    {
        events.MapGet("stream", StreamAsync).WithName("StreamEvents")
            .WithSummary("Events as they happen, by topic, correlation or person")
            .Requires(read, rate: RateClass.Stream);
        events.MapGet("stream/mine", StreamMineAsync).WithName("StreamMyEvents")
            .WithSummary("That something happened because of my requests, as it happens")
            .Requires(Own, rate: RateClass.Stream);
        events.MapGet("export", ExportAsync).WithName("ExportEvents")
            .WithSummary("Events of a time as CloudEvents, one a line, each service's in the order they were said")
            .Produces<string>(StatusCodes.Status200OK, EventArchive.ContentType)
            .Requires(read, rate: RateClass.Stream);
    }

    private static Task<Results<EmptyHttpResult, ProblemHttpResult>> StreamAsync(
        [AsParameters] StreamRequest request, HttpContext context, LiveStreams streams) =>
        streams.AnswerAsync(context, request.Wants, EventEntry.Of);

    /// <summary>Whoever may not read the journal learns no content: it may be of others.</summary>
    private static Task<Results<EmptyHttpResult, ProblemHttpResult>> StreamMineAsync(
        [StringLength(200)] string? topic, [StringLength(100)] string? correlationId, HttpContext context,
        Caller caller, LiveStreams streams) =>
        streams.AnswerAsync(context, new StreamRequest(topic, correlationId, caller.UserId).Wants, EventNote.Of);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ExportAsync(
        [AsParameters] ExportRequest request, HttpContext context, EventArchive archive, StreamClients clients)
    {
        if (!clients.TryEnter())
        {
            return LiveStreams.Refuse(context);
        }

        try
        {
            if (request.From >= request.To)
            {
                return EventErrors.NoTime.ToProblem();
            }

            await archive.WriteAsync(request, context.Response, context.RequestAborted);
            return TypedResults.Empty;
        }
        finally
        {
            clients.Leave();
        }
    }
}

/// <summary>Opens live streams, as many as are allowed.</summary>
internal sealed class LiveStreams(
    EventTails tails, EventAdministrations administrations, StreamClients clients, IOptions<EventsOptions> options,
    IHostApplicationLifetime lifetime)
{
    public static ProblemHttpResult Refuse(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "10";
        return EventErrors.TooManyStreams.ToProblem();
    }

    public async Task<Results<EmptyHttpResult, ProblemHttpResult>> AnswerAsync(
        HttpContext context, Func<EventRecord, bool> isWanted, Func<EventRecord, object> viewOf)
    {
        var resume = context.Request.Headers["Last-Event-ID"].ToString();
        var places = resume.Length == 0 ? new StreamPlaces() : StreamPlaces.Parse(resume);
        if (places is null)
        {
            return EventErrors.UnknownPlace.ToProblem();
        }

        if (!clients.TryEnter())
        {
            return Refuse(context);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var stream = new EventStream(
                tails, administrations.Reachable, isWanted, viewOf, options.Value.StreamPatience);
            await stream.RunAsync(context, places, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client went, or we do: that is how streams end.
            return TypedResults.Empty;
        }
        finally
        {
            clients.Leave();
        }

        return TypedResults.Empty;
    }
}
