using System.Reflection;
using System.Text.Json;
using SkyLink.Platform.Http;

namespace SkyLink.Platform.Hosting;

/// <summary>
/// Carries an interface of Contracts over HTTP: one generic piece instead of a hand-written client and controller per
/// service. An interface fit for it has only async methods, whose arguments and results are plain records and whose
/// last argument is a CancellationToken.
/// </summary>
internal static class Bridge
{
    public static string PathOf(MethodInfo method) => $"/inside/{method.DeclaringType!.Name}/{method.Name}";

    /// <summary>Answers calls for a contract that a module of this process implements.</summary>
    public static void Map(IEndpointRouteBuilder routes, Type contract)
    {
        foreach (var method in contract.GetMethods())
        {
            routes.MapPost(PathOf(method), context => AnswerAsync(context, contract, method))
                .OnlyInside("carries a contract between processes").ExcludeFromDescription();
        }
    }

    /// <summary>A proxy for a contract whose module runs elsewhere.</summary>
    public static object Proxy(Type contract, HttpClient http, InsideKey key)
    {
        var proxy = (RemoteProxy)DispatchProxy.Create(contract, typeof(RemoteProxy));
        proxy.Connect(http, key);
        return proxy;
    }

    private static async Task AnswerAsync(HttpContext context, Type contract, MethodInfo method)
    {
        var parameters = method.GetParameters();
        using var body = await JsonDocument.ParseAsync(
            context.Request.Body, cancellationToken: context.RequestAborted);
        var given = body.RootElement.EnumerateArray().ToArray();
        var arguments = parameters.Select((parameter, index) =>
            parameter.ParameterType == typeof(CancellationToken)
                ? (object)context.RequestAborted
                : given[index].Deserialize(parameter.ParameterType, Json.Options)).ToArray();
        var task = (Task)method.Invoke(context.RequestServices.GetRequiredService(contract), arguments)!;
        await task;
        var result = method.ReturnType.IsGenericType
            ? task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task)
            : null;
        context.Response.ContentType = "application/json";
        var type = method.ReturnType.IsGenericType ? method.ReturnType.GenericTypeArguments[0] : typeof(object);
        await JsonSerializer.SerializeAsync(
            context.Response.Body, WireResult.ToWire(result, type), Json.Options, context.RequestAborted);
    }
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

    private static bool IsResult(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Result<>);

    private static Dictionary<string, object?> Open<T>(Result<T> result)
        where T : class => result.Is(out var value, out var error)
        ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["value"] = value }
        : new Dictionary<string, object?>(StringComparer.Ordinal) { ["error"] = error };

    private static MethodInfo Implicit(Type result, Type from) => result.GetMethod("op_Implicit", [from])!;
}

/// <summary>The caller's side of <see cref="Bridge"/>.</summary>
internal class RemoteProxy : DispatchProxy
{
    private HttpClient http = null!;
    private InsideKey key = null!;

    public void Connect(HttpClient client, InsideKey insideKey) => (http, key) = (client, insideKey);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var type = targetMethod!.ReturnType.IsGenericType ? targetMethod.ReturnType.GenericTypeArguments[0] : typeof(object);
        return typeof(RemoteProxy).GetMethod(nameof(CallAsync), BindingFlags.NonPublic | BindingFlags.Instance)!
            .MakeGenericMethod(type).Invoke(this, [targetMethod, args]);
    }

    private async Task<T> CallAsync<T>(MethodInfo method, object?[] arguments)
    {
        var cancellation = arguments.OfType<CancellationToken>().FirstOrDefault();
        var values = arguments.Where(argument => argument is not CancellationToken).ToArray();
        var body = JsonSerializer.SerializeToUtf8Bytes(values, Json.Options);
        var path = Bridge.PathOf(method);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.Add(InsideKey.Header, key.Prove("POST", path, body));
        using var answer = await http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        using var wire = await JsonDocument.ParseAsync(
            await answer.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation);
        return (T)WireResult.FromWire(wire.RootElement, typeof(T))!;
    }
}
