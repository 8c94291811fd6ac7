namespace SkyLink.Platform;

/// <summary>What was done to a secret.</summary>
public enum SecretChange
{
    /// <summary>Somebody gave a value.</summary>
    Put,

    /// <summary>The platform made a random value.</summary>
    Generated,

    /// <summary>An earlier value counts again.</summary>
    RolledBack,

    /// <summary>It is gone with all its versions.</summary>
    Removed,

    /// <summary>Another value counts, and the API did not see who did it: at the command line, or in AWS.</summary>
    ChangedOutside,

    /// <summary>It is gone with all its versions, likewise.</summary>
    RemovedOutside,
}

/// <summary>A secret has another value, or none any more. Says which version counts, never the value.</summary>
/// <param name="Version">Null where the secret was removed.</param>
[Event("platform.secrets.changed.v1", Bus.System)]
public sealed record SecretChanged(string Name, string? Version, SecretChange Change) : IEvent
{
    string IEvent.Subject => Name;
}
