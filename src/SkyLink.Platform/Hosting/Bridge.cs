using System.Reflection;
using System.Text.Json;

namespace SkyLink.Platform.Hosting;

/// <summary>
/// Carries an interface of Contracts over HTTP: one generic piece instead of a hand-written client and controller per
/// service. An interface fit for it has only async methods, whose arguments and results are plain records and whose
/// last argument is a CancellationToken. The trace travels in its own headers, all else in the body, which is proven.
/// </summary>
internal static class Bridge
{
    public static readonly Error DeadlineExceeded =
        new("platform.deadline_exceeded", 504, "The caller no longer waits for an answer.");

    public static string PathOf(MethodInfo method) => $"/inside/{method.DeclaringType!.Name}/{method.Name}";

    /// <summary>Answers calls for a contract that a module of this process implements.</summary>
    public static void Map(IEndpointRouteBuilder routes, Type contract)
    {
        foreach (var method in MethodsOf(contract))
        {
            routes.MapPost(PathOf(method), context => AnswerAsync(context, contract, method))
                .OnlyInside("carries a contract between processes").ExcludeFromDescription();
        }
    }

    /// <summary>What can be called of a contract.</summary>
    /// <exception cref="InvalidOperationException">It is not fit for the bridge; the message says why.</exception>
    public static IReadOnlyList<MethodInfo> MethodsOf(Type contract)
    {
        var methods = contract.GetMethods();
        var unfit = methods.Where(method => !IsFit(method)).Select(method => method.Name)
            .Concat(methods.GroupBy(method => method.Name).Where(named => named.Count() > 1).Select(named => named.Key))
            .Concat(contract.GetInterfaces().Select(parent => parent.Name))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return unfit.Count == 0
            ? methods
            : throw new InvalidOperationException(
                $"{contract.Name} cannot cross processes: {string.Join(", ", unfit)}. Methods have one name each, "
                + "return Task or Task<T> and take a CancellationToken last; interfaces have no parents.");
    }

    private static bool IsFit(MethodInfo method) =>
        !method.IsGenericMethod
        && (method.ReturnType == typeof(Task)
            || (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>)))
        && method.GetParameters() is [.. var arguments, { } last]
        && last.ParameterType == typeof(CancellationToken)
        && !Array.Exists(arguments, it => it.ParameterType.IsByRef || it.ParameterType == typeof(CancellationToken));

    private static async Task AnswerAsync(HttpContext context, Type contract, MethodInfo method)
    {
        var (call, arguments) = await ReadAsync(context.Request, method);
        call.Origin.Restore(context);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(TimeSpan.FromMilliseconds(Math.Max(call.Origin.MillisecondsLeft, 0)));
        try
        {
            var service = context.RequestServices.GetRequiredService(contract);
            var task = (Task)method.Invoke(
                service, BindingFlags.DoNotWrapExceptions, binder: null, [.. arguments, limit.Token], culture: null)!;
            await task;
            await WriteAsync(context, method, task);
        }
        catch (OperationCanceledException)
            when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await DeadlineExceeded.ToProblem().ExecuteAsync(context);
        }
    }

    private static async Task<(BridgeCall Call, object?[] Arguments)> ReadAsync(HttpRequest request, MethodInfo method)
    {
        var parameters = method.GetParameters()[..^1];
        try
        {
            var call = await JsonSerializer.DeserializeAsync<BridgeCall>(
                request.Body, Json.Options, request.HttpContext.RequestAborted);
            return call?.Arguments.Count == parameters.Length
                ? (call, [.. parameters.Zip(call.Arguments, (parameter, given) =>
                    given.Deserialize(parameter.ParameterType, Json.Options))])
                : throw new JsonException($"{method.Name} takes {parameters.Length} arguments.");
        }
        catch (JsonException unreadable)
        {
            throw new BadHttpRequestException("The call cannot be read.", unreadable);
        }
    }

    private static async Task WriteAsync(HttpContext context, MethodInfo method, Task done)
    {
        var type = method.ReturnType.IsGenericType ? method.ReturnType.GenericTypeArguments[0] : typeof(object);
        var result = method.ReturnType.IsGenericType
            ? method.ReturnType.GetProperty(nameof(Task<>.Result))!.GetValue(done)
            : null;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            context.Response.Body, WireResult.ToWire(result, type), Json.Options, context.RequestAborted);
    }
}

/// <summary>A call on the wire.</summary>
/// <param name="Arguments">All but the CancellationToken, in order.</param>
internal sealed record BridgeCall(IReadOnlyList<JsonElement> Arguments, CallOrigin Origin);

/// <summary>
/// What a call brings along beside its arguments, so that the far side sees what it would see in the same process:
/// who asks, under which idempotency key, and how long they still wait.
/// </summary>
internal sealed record CallOrigin(
    long MillisecondsLeft, Caller? Caller, string? IdempotencyKey, AuditCall? Audit = null)
{
    private const string KeyHeader = "Idempotency-Key";

    /// <summary>Of a call made while handling <paramref name="context"/>; null means in the background.</summary>
    /// <param name="patience">The longest this call may take, whatever its own caller would grant.</param>
    public static CallOrigin Of(HttpContext? context, TimeSpan patience, TimeProvider clock)
    {
        var left = context?.Features.Get<Deadline>() is { } deadline
            ? deadline.Patience - clock.GetElapsedTime(deadline.Since)
            : patience;
        return new CallOrigin(
            (long)Math.Min(left.TotalMilliseconds, patience.TotalMilliseconds), context?.Features.Get<Caller>(),
            context?.Request.Headers[KeyHeader].ToString() is { Length: > 0 } key ? key : null, AuditCall.Current);
    }

    public void Restore(HttpContext context)
    {
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        context.Features.Set(new Deadline(TimeSpan.FromMilliseconds(MillisecondsLeft), clock.GetTimestamp()));
        context.Features.Set(Caller);
        EventOrigin.ActAs(Caller?.UserId);
        AuditCall.Begin(Audit);
        context.Request.Headers[KeyHeader] = IdempotencyKey;
    }

    /// <summary>How long the far caller waits, from a moment of this process's clock: two clocks never meet.</summary>
    private sealed record Deadline(TimeSpan Patience, long Since);
}

/// <summary><see cref="Result{T}"/> on the wire: either member, never both.</summary>
internal static class WireResult
{
    public static object? ToWire(object? value, Type type) => IsResult(type)
        ? typeof(WireResult).GetMethod(nameof(Open), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.GenericTypeArguments).Invoke(null, [value])
        : value;

    public static object? FromWire(JsonElement wire, Type type)
    {
        if (!IsResult(type))
        {
            return wire.Deserialize(type, Json.Options);
        }

        var inner = type.GenericTypeArguments[0];
        return wire.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? Implicit(type, typeof(Error)).Invoke(null, [error.Deserialize<Error>(Json.Options)])
            : Implicit(type, inner).Invoke(null, [wire.GetProperty("value").Deserialize(inner, Json.Options)]);
    }

    private static bool IsResult(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Result<>);

    private static Dictionary<string, object?> Open<T>(Result<T> result)
        where T : class => result.Is(out var value, out var error)
        ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["value"] = value }
        : new Dictionary<string, object?>(StringComparer.Ordinal) { ["error"] = error };

    private static MethodInfo Implicit(Type result, Type from) => result.GetMethod("op_Implicit", [from])!;
}
