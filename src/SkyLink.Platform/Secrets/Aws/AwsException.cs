namespace SkyLink.Platform.Secrets.Aws;

/// <summary>AWS has refused a call, or has not answered. The message is one line for an operator.</summary>
/// <param name="code">AWS's name of the error, such as ResourceNotFoundException.</param>
/// <param name="isAway">It may answer later.</param>
internal sealed class AwsException(string code, string message, bool isAway) : Exception(message)
{
    /// <summary>There was no answer, or none that can be read.</summary>
    public const string NoAnswer = "NoAnswer";

    public string Code { get; } = code;

    public bool IsAway { get; } = isAway;

    /// <summary>Has a store speak of what AWS refuses in the words of all stores.</summary>
    public static async Task<T> AsStoreAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (AwsException refused)
        {
            throw new SecretStoreException(refused.Message, refused.IsAway);
        }
    }
}
