namespace SkyLink.Workflows;

/// <summary>Why something failed, as it is kept in a history.</summary>
/// <param name="Type">The exception's type, with its namespace.</param>
/// <param name="Message">What it says; 4,096 characters at most.</param>
/// <param name="Detail">Where it came from; 8,192 characters at most.</param>
public sealed record Failure(string Type, string Message, string? Detail = null)
{
    private const int MessageMax = 4_096;
    private const int DetailMax = 8_192;

    internal static Failure Of(Exception thrown) => thrown switch
    {
        WorkflowException { Failure: { } known } => known,
        _ => new Failure(
            thrown.GetType().FullName ?? thrown.GetType().Name, Cut(thrown.Message, MessageMax)!,
            Cut(thrown.StackTrace, DetailMax)),
    };

    private static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : text[..most];
}
