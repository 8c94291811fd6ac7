using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;

namespace SkyLink.Platform.Http;

/// <summary>The only place where a refusal becomes HTTP (RFC 9457).</summary>
public static class Problems
{
    private static readonly Error Malformed =
        new("platform.malformed_request", 400, "The request cannot be read.");

    private static readonly Error Unexpected =
        new("platform.internal_error", 500, "Something went wrong on our side.");

    private static readonly Error Unavailable =
        new("platform.service_unavailable", 503, "A part of the platform does not answer now. Try again soon.");

    internal static readonly Error UnknownRoute =
        new("platform.unknown_route", 404, "There is nothing at this address.");

    private static readonly Error MethodNotAllowed =
        new("platform.method_not_allowed", 405, "This address does not know the method.");

    private static readonly Error UnsupportedMediaType =
        new("platform.unsupported_media_type", 415, "The body's media type is not understood here.");

    public static readonly Error TooLarge =
        new("platform.body_too_large", 413, "The body is larger than this address takes.");

    private static readonly Error Unreachable =
        new("platform.service_unreachable", 502, "The service behind this address cannot be reached. Try again later.");

    private static readonly Error TimedOut =
        new("platform.service_timeout", 504, "The service behind this address did not answer in time.");

    public static ProblemHttpResult ToProblem(this Error error) => TypedResults.Problem(
        title: error.Title,
        detail: error.Detail,
        statusCode: error.Status,
        type: $"https://skylink.example/problems/{error.Code}",
        extensions: new Dictionary<string, object?> { ["code"] = error.Code });

    /// <summary>
    /// A request that cannot be read is a 400 that says why, in every environment; every problem has a code, and the
    /// trace id under which the logs have the rest.
    /// </summary>
    public static IServiceCollection AddProblems(this IServiceCollection services) => services
        .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true)
        .Configure<ExceptionHandlerOptions>(options =>
        {
            options.StatusCodeSelector = thrown => thrown switch
            {
                BadHttpRequestException malformed => malformed.StatusCode,
                _ when WhyUnreadable(thrown) is not null => StatusCodes.Status400BadRequest,
                RemoteCallException { Failure: not RemoteFailure.Failed } => StatusCodes.Status503ServiceUnavailable,
                HttpRequestException => StatusCodes.Status503ServiceUnavailable, // a registry, a partner
                _ => StatusCodes.Status500InternalServerError,
            };

            // A client's mistake is no fault of ours: nobody may fill our logs with stack traces.
            options.SuppressDiagnosticsCallback = fault => WhyUnreadable(fault.Exception) is not null;
        })
        .AddProblemDetails(options => options.CustomizeProblemDetails = Complete);

    private static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (!problem.Extensions.ContainsKey("code"))
        {
            var error = ErrorOf(context.HttpContext.Response.StatusCode, context.Exception);
            problem.Title = error.Title;
            problem.Type = $"https://skylink.example/problems/{error.Code}";
            problem.Extensions["code"] = error.Code;
            var endpoint = context.HttpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
            problem.Detail = WhyUnreadable(context.Exception, endpoint) ?? problem.Detail;
        }

        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
    }

    /// <summary>What is wrong with the request itself, where that is why something was thrown.</summary>
    private static string? WhyUnreadable(Exception? thrown, Endpoint? endpoint = null) => thrown switch
    {
        BadHttpRequestException malformed => Unreadable.Explain(malformed, endpoint),

        // PostgreSQL keeps no U+0000 in texts: whoever sends one, in whatever field, learns it from a statement.
        PostgresException
        {
            SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter
        } => "A text holds the NUL character, which cannot be kept.",

        // The server has no other word for a chunk of more bytes than can be counted.
        IOException { InnerException: OverflowException } => "The size of a chunk is none.",
        _ => null,
    };

    private static Error ErrorOf(int status, Exception? exception) => (status, exception) switch
    {
        (StatusCodes.Status413PayloadTooLarge, _) => TooLarge,
        (_, BadHttpRequestException) => Malformed,
        (StatusCodes.Status503ServiceUnavailable, _) => Unavailable,
        (StatusCodes.Status404NotFound, null) => UnknownRoute,
        (StatusCodes.Status405MethodNotAllowed, null) => MethodNotAllowed,
        (StatusCodes.Status415UnsupportedMediaType, null) => UnsupportedMediaType,
        (StatusCodes.Status502BadGateway, null) => Unreachable,
        (StatusCodes.Status504GatewayTimeout, null) => TimedOut,
        (var refused and < 500, _) => Malformed with { Status = refused },
        _ => Unexpected,
    };
}
