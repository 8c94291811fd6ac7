using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Npgsql;

namespace SkyLink.Host;

internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>EX_SOFTWARE of sysexits.h: a part of it gave up while it ran.</summary>
    public const int Failed = 70;

    /// <summary>EX_CONFIG of sysexits.h: a person must change a setting.</summary>
    public const int Configuration = 78;
}

/// <summary>
/// One line for a person out of what stopped a start; anything else is a bug and keeps its stack trace.
/// </summary>
internal static class StartRefusal
{
    /// <summary>How the binder of configuration begins to say which value of which key is not of its type.</summary>
    private const string Unreadable = "Failed to convert configuration value";

    public static string? Of(Exception fault) => fault switch
    {
        StartException or EmbeddedPostgresException => fault.Message,
        OptionsValidationException wrong => string.Join("; ", wrong.Failures),
        IOException { InnerException: AddressInUseException } => InUse(fault.Message),
        IOException or UnauthorizedAccessException => FirstLine(fault.Message),
        InvalidOperationException when fault.Message.StartsWith(Unreadable, StringComparison.Ordinal) =>
            FirstLine(fault.Message),
        NpgsqlException => $"PostgreSQL cannot be reached: {FirstLine(fault.Message)}",
        AggregateException many => many.Flatten().InnerExceptions.Select(Of).FirstOrDefault(line => line is not null),
        _ => null,
    };

    private static string InUse(string message)
    {
        var address =
            message.Split(' ').FirstOrDefault(word =>
            word.StartsWith("http", StringComparison.Ordinal))?.TrimEnd(':', '.');
        return $"{address ?? message} is in use. Is SkyLink running already? Other ports: --ports:web, --ports:admin, "
            + "--ports:services, of a witness --witness:port.";
    }

    private static string FirstLine(string text) => text.Split('\n')[0];
}
