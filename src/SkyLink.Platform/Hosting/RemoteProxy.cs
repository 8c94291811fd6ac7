using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;

namespace SkyLink.Platform.Hosting;

/// <summary>Why a service in another process gave no answer.</summary>
public enum RemoteFailure
{
    /// <summary>Nobody listens there, or the connection broke. Whether the call was carried out is not known.</summary>
    Unreachable,

    /// <summary>No answer while the caller would wait. Whether the call was carried out is not known.</summary>
    TimedOut,

    /// <summary>It answered that it failed, or what no version of it should answer.</summary>
    Failed,
}

/// <summary>A service in another process gave no answer; the message says which, where and why.</summary>
public sealed class RemoteCallException(RemoteFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public RemoteFailure Failure { get; } = failure;
}

/// <summary>How to reach a module that runs elsewhere.</summary>
/// <param name="Patience"><c>Services:&lt;module&gt;:Timeout</c>: the longest one call may take.</param>
internal sealed record Remote(
    string Module, HttpClient Http, InsideKey Key, IHttpContextAccessor Here, TimeProvider Clock, TimeSpan Patience);

/// <summary>The caller's side of <see cref="Bridge"/>.</summary>
internal class RemoteProxy : DispatchProxy
{
    private static readonly MethodInfo Call =
        typeof(RemoteProxy).GetMethod(nameof(CallAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private Remote remote = null!;

    /// <summary>A stand-in for a contract whose module runs elsewhere.</summary>
    public static object Of(Type contract, Remote remote)
    {
        Bridge.MethodsOf(contract);
        var proxy = (RemoteProxy)Create(contract, typeof(RemoteProxy));
        proxy.remote = remote;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var type = targetMethod!.ReturnType;
        var result = type.IsGenericType ? type.GenericTypeArguments[0] : typeof(object);
        return Call.MakeGenericMethod(result).Invoke(this, [targetMethod, args]);
    }

    private async Task<T> CallAsync<T>(MethodInfo method, object?[] arguments)
    {
        var cancellation = (CancellationToken)arguments[^1]!;
        var origin = CallOrigin.Of(remote.Here.HttpContext, remote.Patience, remote.Clock);
        var what = $"{remote.Module} ({method.DeclaringType!.Name}.{method.Name} at {remote.Http.BaseAddress})";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromMilliseconds(Math.Max(origin.MillisecondsLeft, 0)));
        try
        {
            using var request = RequestOf(method, arguments, origin);
            using var answer = await remote.Http.SendAsync(request, limit.Token);
            if (!answer.IsSuccessStatusCode)
            {
                throw await FailureOfAsync(what, answer, limit.Token);
            }

            await using var body = await answer.Content.ReadAsStreamAsync(limit.Token);
            using var wire = await JsonDocument.ParseAsync(body, cancellationToken: limit.Token);
            return (T)WireResult.FromWire(wire.RootElement, typeof(T))!;
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            var waited = $"{origin.MillisecondsLeft} ms";
            throw new RemoteCallException(RemoteFailure.TimedOut, $"{what} did not answer within {waited}.", late);
        }
        catch (HttpRequestException broken)
        {
            throw new RemoteCallException(
                RemoteFailure.Unreachable, $"{what} cannot be reached: {broken.Message}", broken);
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException)
        {
            throw new RemoteCallException(
                RemoteFailure.Failed, $"{what} answered what cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private HttpRequestMessage RequestOf(MethodInfo method, object?[] arguments, CallOrigin origin)
    {
        var given = method.GetParameters()[..^1].Select((parameter, index) =>
            JsonSerializer.SerializeToElement(arguments[index], parameter.ParameterType, Json.Options));
        var body = JsonSerializer.SerializeToUtf8Bytes(new BridgeCall([.. given], origin), Json.Options);
        var path = Bridge.PathOf(method);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(InsideKey.Header, remote.Key.Prove("POST", path, body));
        return request;
    }

    /// <summary>The far side's problem names its error and the trace under which its log has the rest.</summary>
    private static async Task<RemoteCallException> FailureOfAsync(
        string what, HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        var (code, trace) = ("no code", "none");
        try
        {
            using var problem = JsonDocument.Parse(text);
            code = problem.RootElement.GetProperty("code").GetString() ?? code;
            trace = problem.RootElement.TryGetProperty("traceId", out var id) ? id.GetString() ?? trace : trace;
        }
        catch (Exception notOurs) when (notOurs is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            code = $"not a problem document ({answer.Content.Headers.ContentType})";
        }

        var failure = code == Bridge.DeadlineExceeded.Code ? RemoteFailure.TimedOut : RemoteFailure.Failed;
        return new RemoteCallException(
            failure, $"{what} answered {(int)answer.StatusCode}: {code}; trace {trace}.");
    }
}
