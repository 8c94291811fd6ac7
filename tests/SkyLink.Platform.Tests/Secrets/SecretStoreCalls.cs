namespace SkyLink.Platform.Secrets;

/// <summary>Calls of a store as tests make them.</summary>
internal static class SecretStoreCalls
{
    public static Task<string> PutAsync(this ISecretStore store, string name, string value) =>
        store.PutAsync(name, value, Guid.CreateVersion7(), CancellationToken.None);

    public static Task<string?> FindAsync(this ISecretStore store, string name, string? version = null) =>
        store.FindAsync(new SecretReference(name, version), CancellationToken.None);
}
