namespace SkyLink.Platform.Audit;

/// <content>What operators are told of anchors.</content>
internal sealed partial class AuditAnchors
{
    [LoggerMessage(LogLevel.Information, "The head of {Size} audit entries is sent to chain {Chain} as {Transaction}")]
    private static partial void LogSent(ILogger logger, long size, long chain, string transaction);

    [LoggerMessage(LogLevel.Information,
        "The head of {Size} audit entries stands on chain {Chain}: {Transaction} in block {Block}")]
    private static partial void LogConfirmed(ILogger logger, long size, long chain, string transaction, ulong block);

    [LoggerMessage(LogLevel.Information,
        "Anchor {Anchor} was in no block, and is sent again as {Transaction} to {Chain}")]
    private static partial void LogReplaced(ILogger logger, long anchor, string transaction, long chain);

    [LoggerMessage(LogLevel.Warning, "Anchor {Anchor} is under way again: chain {Chain} has dropped block {Block}")]
    private static partial void LogTakenBack(ILogger logger, long anchor, long chain, ulong block);

    [LoggerMessage(LogLevel.Error,
        "Anchor {Anchor} is lost: chain {Chain} has another transaction {Nonce} of {Account}")]
    private static partial void LogLost(ILogger logger, long anchor, long chain, long nonce, string account);

    [LoggerMessage(LogLevel.Warning, "The audit log is not anchored: {Problem}")]
    private static partial void LogProblem(ILogger logger, string problem);
}
